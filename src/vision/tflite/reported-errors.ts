import koffi from 'koffi';
import type { Pointer } from './native.js';

/** Error messages of the runtime, which would otherwise only reach stderr. */
export interface ReportedErrors {
  /** C function for `TfLiteInterpreterOptionsSetErrorReporter`; valid for the life of the process. */
  readonly reporter: Pointer;
  /** Returns and clears the messages since the last call, in order. */
  take(): string;
}

const longest = 1024;
const most = 16;

/**
 * Collects error reports `(user_data, format, va_list)`. The `va_list` is passed on to libc untouched: as a parameter it is one pointer on
 * x86-64 (System V) and on arm64 (AAPCS64), so its content does not matter.
 */
export function collectReportedErrors(): ReportedErrors {
  const vsnprintf = koffi.load(null).func('vsnprintf', 'int', ['void *', 'size_t', 'void *', 'void *']);
  const messages: string[] = [];
  const text = new Uint8Array(longest);
  const decoder = new TextDecoder();
  const report = (_userData: unknown, format: Pointer | null, values: Pointer | null): void => {
    if (format === null || messages.length >= most) return;
    const length = Math.min(vsnprintf(text, longest, format, values), longest - 1);
    if (length > 0) messages.push(decoder.decode(text.subarray(0, length)).replaceAll(/\s+/g, ' ').trim());
  };
  const type = koffi.proto('void', ['void *', 'void *', 'void *']);
  return {
    reporter: koffi.register(report, koffi.pointer(type)),
    take: () => messages.splice(0).join(' '),
  };
}
