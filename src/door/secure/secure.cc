// ExecStopPost= of the unit: secures the door after the daemon has ended, for whatever reason.
// Not JavaScript: the strike may still be released, and Node takes a second to start on a small Pi.
// Reads the note that the daemon left in $RUNTIME_DIRECTORY (src/door/relay-note.ts), one value per line:
//   character, device, label of its chip, offset, active low (0|1), coil (0|1)
//   sysfs, folder, number, active low (0|1), coil (0|1)
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <linux/gpio.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

constexpr int kUnavailable = 69, kDataError = 65;
constexpr int kLines = 6, kLength = 256;
constexpr int kPatienceMillis = 5000;

[[noreturn]] void fail(int status, const char *format, ...) {
  va_list words;
  va_start(words, format);
  fputs("cannot secure the door: ", stderr);
  vfprintf(stderr, format, words);
  fputs("\n  remedy: start the terminal, which secures it; until then look after the door. ostiary doctor names what is wrong.\n", stderr);
  exit(status);
}

struct Note {
  char line[kLines][kLength];
  int lines = 0;

  bool flag(int at) const { return line[at][0] == '1'; }
  bool isNumber(int at) const { return line[at][0] != '\0' && line[at][strspn(line[at], "0123456789")] == '\0'; }
};

/** False if the last daemon drove no relay. */
bool read(const char *path, Note &note) {
  FILE *file = fopen(path, "re");
  if (file == nullptr) {
    if (errno == ENOENT) return false;
    fail(kUnavailable, "%s: %s", path, strerror(errno));
  }
  while (note.lines < kLines && fgets(note.line[note.lines], kLength, file) != nullptr) {
    note.line[note.lines][strcspn(note.line[note.lines], "\n")] = '\0';
    note.lines++;
  }
  fclose(file);
  return true;
}

void secureCharacter(const Note &note) {
  const char *device = note.line[1];
  const int chip = open(device, O_RDWR | O_CLOEXEC);
  if (chip < 0) fail(kUnavailable, "%s: %s", device, strerror(errno));
  gpiochip_info info{};
  if (ioctl(chip, GPIO_GET_CHIPINFO_IOCTL, &info) < 0) fail(kUnavailable, "%s: %s", device, strerror(errno));
  if (strcmp(info.label, note.line[2]) != 0) fail(kUnavailable, "%s is %s by now, no longer %s", device, info.label, note.line[2]);

  gpio_v2_line_request request{};
  request.offsets[0] = static_cast<__u32>(strtoul(note.line[3], nullptr, 10));
  request.num_lines = 1;
  strcpy(request.consumer, "ostiary secure");
  // The pull remains after the line is released: set it to the side where no current flows, as far as a pull can achieve that.
  const bool activeLow = note.flag(4);
  request.config.flags = GPIO_V2_LINE_FLAG_OUTPUT |
                         (activeLow ? GPIO_V2_LINE_FLAG_ACTIVE_LOW | GPIO_V2_LINE_FLAG_BIAS_PULL_UP : GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN);
  request.config.num_attrs = 1;
  request.config.attrs[0].attr.id = GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES;
  request.config.attrs[0].attr.values = note.flag(5);
  request.config.attrs[0].mask = 1;
  if (ioctl(chip, GPIO_V2_GET_LINE_IOCTL, &request) < 0) fail(kUnavailable, "%s, line %s: %s", device, note.line[3], strerror(errno));
  close(request.fd);
  close(chip);
}

/** udev assigns a line to the group gpio a moment after its export. */
void write(const char *path, const char *text) {
  for (int waited = 0;; waited += 10) {
    const int file = open(path, O_WRONLY | O_CLOEXEC);
    if (file >= 0) {
      const ssize_t length = static_cast<ssize_t>(strlen(text));
      const bool written = ::write(file, text, strlen(text)) == length;
      const int fault = errno;
      close(file);
      if (written) return;
      fail(kUnavailable, "%s: %s", path, strerror(fault));
    }
    if (errno != EACCES || waited >= kPatienceMillis) fail(kUnavailable, "%s: %s", path, strerror(errno));
    usleep(10'000);
  }
}

void secureSysfs(const Note &note) {
  const char *root = note.line[1], *number = note.line[2];
  char path[3 * kLength];
  struct stat there;
  snprintf(path, sizeof path, "%s/gpio%s", root, number);
  const bool exported = stat(path, &there) == 0;
  if (!exported) {
    snprintf(path, sizeof path, "%s/export", root);
    write(path, number);
  }
  snprintf(path, sizeof path, "%s/gpio%s/direction", root, number);
  // One write makes it an output of this level.
  write(path, note.flag(3) == note.flag(4) ? "low" : "high");
  snprintf(path, sizeof path, "%s/unexport", root);
  write(path, number);
}

} // namespace

int main() {
  const char *folder = getenv("RUNTIME_DIRECTORY");
  if (folder == nullptr) return 0;
  char path[2 * kLength];
  snprintf(path, sizeof path, "%s/relay", folder);
  Note note;
  if (!read(path, note)) return 0;
  if (note.lines == 6 && strcmp(note.line[0], "character") == 0 && note.isNumber(3)) {
    secureCharacter(note);
  } else if (note.lines == 5 && strcmp(note.line[0], "sysfs") == 0 && note.isNumber(2)) {
    secureSysfs(note);
  } else {
    fail(kDataError, "%s is no note of a relay", path);
  }
  puts("the door is secured");
  return 0;
}
