import type { Clock } from '../../base/clock.js';
import { HardwareFault, ModelError } from '../../base/errors.js';
import { type Log, logWhile } from '../../base/log.js';
import { type Millis, seconds } from '../../base/units.js';
import type { Observation } from '../domain/observation.js';
import type { StatedFault, Vision, VisionFacts } from '../ports/vision.js';
import type { VisionSettings } from './protocol.js';
import { VisionProcess } from './vision-process.js';

/** The vision process of a command. */
export interface Eyes {
  readonly vision: Vision;
  readonly facts: VisionFacts;
  readonly clock: Clock;
  /** Observations of the camera, for at most `within`. */
  observations(within: Millis): AsyncIterable<Observation>;
  close(): Promise<void>;
}

/**
 * Starts vision for a command and waits until its models are loaded.
 * @throws ModelError reported by the process, or `vision.start` if it reported none.
 */
export async function openEyes(settings: VisionSettings, clock: Clock, commandLog: Log): Promise<Eyes> {
  let awake = false;
  // The command reports a failed start itself, once.
  const log = logWhile(() => awake, commandLog);
  const vision = new VisionProcess({ settings, clock, log });
  const queue: Observation[] = [];
  let wake = (): void => undefined;
  const facts = await new Promise<VisionFacts>((resolve, reject) => {
    vision.start({
      ready(facts) {
        awake = true;
        resolve(facts);
      },
      lost: (reason, fault) => reject(startFault(reason, fault)),
      observation(observation) {
        // Keep only the newest frames if the command is busy.
        if (queue.push(observation) > 10) queue.shift();
        wake();
      },
    });
  }).catch(async (error: unknown) => {
    await vision.close();
    throw error;
  });
  return {
    vision,
    facts,
    clock,
    async *observations(within) {
      const until = clock.monotonic() + within;
      while (clock.monotonic() < until) {
        const next = queue.shift();
        if (next) yield next;
        else await Promise.race([new Promise<void>((resolve) => (wake = resolve)), pause(clock)]);
      }
      const camera = vision.health().find((r) => r.part === 'camera');
      if (camera && camera.level !== 'ok') {
        throw new HardwareFault('camera.unusable', `no frames from the camera: ${camera.detail}`, {
          remedy:
            'Stop the daemon if it holds the camera (systemctl stop ostiary), and check camera.* in the configuration.',
        });
      }
    },
    close: () => vision.close(),
  };
}

function startFault(reason: string, fault: StatedFault | undefined): ModelError {
  if (fault) return new ModelError(fault.code, fault.message, { remedy: fault.remedy });
  return new ModelError('vision.start', `the vision process failed to start: ${reason}`, {
    remedy: 'Correct what the message names, then try again.',
  });
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(seconds(0.5), resolve));
}
