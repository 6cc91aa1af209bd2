/* An Edge TPU plug-in for tests. RECORD: the file that tells what it was called with. MODE: see below. */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tensorflow/lite/c/common.h"

#define CLAIM 0   /* takes over the whole graph; its kernel answers 42 everywhere */
#define DECLINE 1 /* opens, but supports no operation */
#define REFUSE 2  /* reports an error and returns NULL */
#define CRASH 3   /* the mismatched pair: dies while it opens */
#define HANG 4    /* never returns from opening */

static void record(const char* line) {
  FILE* file = fopen(RECORD, "a");
  if (file == NULL) return;
  fprintf(file, "%s\n", line);
  fclose(file);
}

static TfLiteStatus kernel_invoke(TfLiteContext* context, TfLiteNode* node) {
  for (int i = 0; i < node->outputs->size; i++) {
    TfLiteTensor* tensor = &context->tensors[node->outputs->data[i]];
    for (size_t j = 0; j < tensor->bytes / sizeof(float); j++) tensor->data.f[j] = 42;
  }
  return kTfLiteOk;
}

static TfLiteStatus prepare(TfLiteContext* context, TfLiteDelegate* delegate) {
  record("prepare");
  if (MODE == DECLINE) return kTfLiteOk;
  TfLiteIntArray* plan;
  if (context->GetExecutionPlan(context, &plan) != kTfLiteOk) return kTfLiteError;
  TfLiteRegistration kernel;
  memset(&kernel, 0, sizeof kernel);
  kernel.invoke = kernel_invoke;
  kernel.builtin_code = 51; /* BuiltinOperator_DELEGATE */
  kernel.custom_name = "FakeEdgeTpu";
  return context->ReplaceNodeSubsetsWithDelegateKernels(context, kernel, plan, delegate);
}

TfLiteDelegate* tflite_plugin_create_delegate(char** keys, char** values, size_t count, void (*report)(const char*)) {
  char line[256];
  for (size_t i = 0; i < count; i++) {
    snprintf(line, sizeof line, "create %s=%s", keys[i], values[i]);
    record(line);
  }
  if (count == 0) record("create");
  if (MODE == CRASH) raise(SIGSEGV);
  if (MODE == HANG) sleep(3600);
  if (MODE == REFUSE) {
    report("no device with bus address usb:0");
    return NULL;
  }
  TfLiteDelegate* delegate = calloc(1, sizeof *delegate);
  delegate->Prepare = prepare;
  return delegate;
}

void tflite_plugin_destroy_delegate(TfLiteDelegate* delegate) {
  record("destroy");
  memset(delegate, 0xee, sizeof *delegate);
  free(delegate);
}
