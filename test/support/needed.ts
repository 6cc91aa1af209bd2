/** What some tests need that is not on every machine, and how to get it. */
const all = {
  mosquitto: ['Mosquitto', 'apt-get install mosquitto mosquitto-clients'],
  ffmpeg: ['FFmpeg', 'apt-get install ffmpeg'],
  openCv: ['OpenCV', 'apt-get install build-essential pkg-config libopencv-dev, then npm run build'],
  gstreamer: ['OpenCV with GStreamer', 'apt-get install gstreamer1.0-plugins-base'],
  sharedModels: ['public models', 'OSTIARY_SHARED names their folder, else ../shared'],
  sharedPictures: ['public pictures', 'OSTIARY_SHARED names their folder, else ../shared'],
  models: ['model bundles', 'see models/, or OSTIARY_SHARED for the public ones'],
  pad: ['models/pad-ostiary', 'ostiary-train pad makes it'],
  compiler: ['a C compiler', 'apt-get install build-essential'],
  secureProgram: ['build/secure', 'apt-get install build-essential, then npm run build'],
  python: ['Python', 'apt-get install python3'],
  systemdAnalyze: ['systemd-analyze', 'apt-get install systemd'],
  systemdSetUp: ['systemd and root', 'apt-get install systemd, run as root'],
  root: ['root', 'run them as root'],
  smallDisk: ['a small disk', 'run as root, where a tmpfs may be mounted'],
  freezingDisk: ['a disk that freezes', 'run as root, with a loop device, mkfs.ext4 and fsfreeze'],
  gpioSimulator: ['gpio-sim in the kernel, and root', 'scripts/test-gpio-vm.sh runs them'],
  onoffSimulator: ['gpio-sim, GPIO by sysfs and epoll', 'scripts/test-gpio-vm.sh runs them'],
  build: ['the build', 'npm run build'],
  container: ['a container', 'npm run test:vm runs them'],
} as const;

export type Need = keyof typeof all;

/** The mark by which the end of a title, or a note, tells what is lacking. */
const mark = /\(skipped: needs ([A-Za-z, ]+)\)$/;

export function titleOf(title: string, lacks: readonly Need[]): string {
  return lacks.length === 0 ? title : `${title} (skipped: needs ${lacks.join(', ')})`;
}

/** The note of a test that skips itself. */
export function whatIsNeeded(need: Need): string {
  return titleOf('', [need]);
}

/** The first thing that this title or note tells to be lacking; undefined where it tells of none. */
export function lackedBy(text: string): Need | undefined {
  const [first = ''] = (mark.exec(text)?.[1] ?? '').split(', ');
  return first in all ? (first as Need) : undefined;
}

/** One line on how many tests were skipped for what. @param others skipped for reasons of their own */
export function skippedLine(counts: ReadonlyMap<Need, number>, others: number): string | undefined {
  const lacking = [...counts].sort(([, a], [, b]) => b - a);
  const total = lacking.reduce((sum, [, count]) => sum + count, others);
  if (total === 0) return undefined;
  const parts = lacking.map(([need, count]) => {
    const [name, how] = all[need];
    return `${count} ${count === 1 ? 'needs' : 'need'} ${name} (${how})`;
  });
  const rest = others === 0 ? [] : [`${others} by themselves (see their titles)`];
  return `Skipped ${total}: ${[...parts, ...rest].join(', ')}`;
}
