import type { HealthReport } from '../base/health.js';
import { millis } from '../base/units.js';
import { type Door, released } from '../door/domain/door.js';
import type { DoorHardware } from '../door/ports/door-hardware.js';
import { type Expected, type Tally, tally, type Visit } from './record.js';
import { playVisitor } from './visitor.js';
import { framesPerSecond, visitFrames } from './walk.js';

/** The daemon whose terminal the visitors come to. */
export interface PlayedDaemon<Status extends { readonly reports: readonly HealthReport[] }> {
  readonly hardware: DoorHardware;
  watchDoor(listener: (door: Door) => void): unknown;
  status(): Status;
  close(): Promise<void>;
}

export interface Played<Status> extends Omit<Tally, 'missed'> {
  /** Visitors whom the daemon missed; none where somebody ended the play. */
  readonly missing: number;
  /** Of the daemon at the end. */
  readonly status: Status;
}

/** Plays until the camera has shown everything or somebody presses Ctrl-C, and compares what was decided with what should have been. */
export async function play<Status extends { readonly reports: readonly HealthReport[] }>(
  daemon: PlayedDaemon<Status>,
  expected: readonly Expected[],
  visits: readonly Visit[],
  say: (line: string) => void,
): Promise<Played<Status>> {
  let last = false;
  daemon.watchDoor((door) => {
    if (released(door) !== last) say(`    door    ${released(door) ? 'released' : 'secured'}`);
    last = released(door);
  });
  const people = playVisitor(daemon.hardware, say);
  const length = Math.round((expected.length * visitFrames) / framesPerSecond);
  say(
    `\n${expected.length} visitors, about ${length} s; Ctrl-C ends it sooner. In another shell: bin/ostiary status -c config/demo.yaml\n`,
  );
  const interrupted = await ended(daemon);
  people.stop();
  const status = daemon.status();
  await daemon.close();
  const { missed, ...played } = tally(expected, visits, millis((visitFrames * 1000) / framesPerSecond));
  return { ...played, missing: interrupted ? 0 : missed, status };
}

/** Resolves true on Ctrl-C, false when the camera has played everything and the last visitor has left. */
function ended(daemon: Pick<PlayedDaemon<{ readonly reports: readonly HealthReport[] }>, 'status'>): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (interrupted: boolean) => (): void => {
      clearInterval(watch);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(interrupted);
    };
    const stop = done(true);
    const over = done(false);
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const watch = setInterval(() => {
      if (daemon.status().reports.some((r) => r.part === 'camera' && r.detail.startsWith('camera.ended'))) over();
    }, 500);
  });
}
