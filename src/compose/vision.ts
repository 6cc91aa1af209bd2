import type { Clock } from '../base/clock.js';
import { HardwareFault, ModelError } from '../base/errors.js';
import type { Log } from '../base/log.js';
import { type Millis, seconds } from '../base/units.js';
import { createLog } from '../platform/log/log.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { Observation } from '../vision/domain/observation.js';
import type { StatedFault, Vision, VisionFacts } from '../vision/ports/vision.js';
import type { VisionSettings } from '../vision/process/protocol.js';
import { VisionProcess } from '../vision/process/vision-process.js';

/** What vision needs to be told; a command that takes pictures from files has no camera. */
type VisionConfig = Pick<TerminalConfig, 'models' | 'inference' | 'quality'> & Partial<Pick<TerminalConfig, 'camera'>>;

/** The settings of the vision process, from the configuration. */
export function visionSettings(config: VisionConfig, options: { readonly camera: boolean }): VisionSettings {
  const { models, inference, quality, camera } = config;
  const settings = { detectorFolder: models.detector, embedderFolder: models.embedder, inference, quality };
  return options.camera && camera ? { ...settings, camera } : settings;
}

/** A vision process of a command's own. */
export interface Eyes {
  readonly vision: Vision;
  readonly facts: VisionFacts;
  readonly clock: Clock;
  /** What the camera sees, for at most `within`. */
  observations(within: Millis): AsyncIterable<Observation>;
  close(): Promise<void>;
}

/**
 * Starts vision for a command and waits until its models are loaded.
 * @throws ModelError what the process said, or `vision.start` where it said nothing.
 */
export async function openEyes(config: VisionConfig, options: { readonly camera: boolean }): Promise<Eyes> {
  const clock = systemClock();
  let awake = false;
  // A start that fails is the command's own fault to report, once.
  const log = onlyWhile(() => awake, createLog({ level: 'warn', pretty: true }));
  const vision = new VisionProcess({ settings: visionSettings(config, options), clock, log });
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
        // The newest matter: a command that is busy must not hoard frames.
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
        throw new HardwareFault('camera.unusable', `the camera gave no pictures: ${camera.detail}`, {
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
  return new ModelError('vision.start', `the vision process cannot start: ${reason}`, {
    remedy: 'Mend what it says, then try again.',
  });
}

function onlyWhile(wanted: () => boolean, log: Log): Log {
  const when = (level: 'debug' | 'info' | 'warn' | 'error') => (facts: object, message: string) => {
    if (wanted()) log[level](facts, message);
  };
  return {
    debug: when('debug'),
    info: when('info'),
    warn: when('warn'),
    error: when('error'),
    child: (facts) => onlyWhile(wanted, log.child(facts)),
  };
}

function pause(clock: Clock): Promise<void> {
  return new Promise((resolve) => clock.after(seconds(0.5), resolve));
}
