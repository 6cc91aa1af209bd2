import { createHash, randomInt } from 'node:crypto';
import type { AccessSettings } from '../../access/domain/access-settings.js';
import { drawActions } from '../../access/domain/challenge.js';
import type { DrillDemand } from '../../access/domain/drill.js';
import { matchThreshold } from '../../access/domain/match-threshold.js';
import { describe, type TerminalError } from '../../base/errors.js';
import type { HealthReport } from '../../base/health.js';
import { millis, seconds } from '../../base/units.js';
import type { DoorTimes } from '../../door/domain/door.js';
import type { VisionFacts } from '../../vision/ports/vision.js';
import type { Layered } from '../from-site/layered.js';
import { asideLines, overridesInUse } from '../from-site/site-report.js';
import type { TerminalConfig } from '../schema/schema.js';
import { type Difference, differences, settingsOf } from '../schema/settings.js';
import type { Because } from './config-keeper.js';

/** The configuration of a running daemon: values read through `current` follow changes, those from `started` do not. */
export class LiveConfig {
  readonly #started: TerminalConfig;
  /** Undefined if the site cannot set anything. */
  readonly #site: (() => Layered) | undefined;
  #current: TerminalConfig;
  #refused: TerminalError | undefined;

  constructor(started: TerminalConfig, site?: () => Layered) {
    this.#started = started;
    this.#current = started;
    this.#site = site;
  }

  get current(): TerminalConfig {
    return this.#current;
  }

  /** Applies a valid configuration and returns the differences. */
  take(next: TerminalConfig, because: Because): readonly Difference[] {
    const changes = differences(settingsOf(this.#current), settingsOf(next));
    this.#current = next;
    // An order of the site does not correct an invalid file.
    if (because === 'file') this.#refused = undefined;
    return changes;
  }

  /** Records a refused configuration; the one in use stays. */
  refuse(fault: TerminalError): void {
    this.#refused = fault;
  }

  /** Identifies the effective configuration in the audit log. */
  digest(): string {
    return createHash('sha256').update(JSON.stringify(this.#current)).digest('hex').slice(0, 16);
  }

  health(): HealthReport {
    const site = this.#site?.();
    const waiting = differences(settingsOf(this.#started), settingsOf(this.#current))
      .filter(({ applies }) => applies === 'restart')
      .map(({ name }) => name);
    const troubles = [
      ...(this.#refused ? [`invalid; the last valid one is in use. ${describe(this.#refused)}`] : []),
      ...(waiting.length > 0 ? [`restart the daemon to apply ${waiting.join(', ')}`] : []),
      ...(site ? asideLines(site) : []),
    ];
    if (troubles.length > 0) return { part: 'config', level: 'degraded', detail: troubles.join('; ') };
    const set = site ? overridesInUse(site).map(({ name }) => name) : [];
    const bySite = set.length === 0 ? '' : `; set by the site: ${set.join(', ')}`;
    return { part: 'config', level: 'ok', detail: `in use, digest ${this.digest()}${bySite}` };
  }

  /** @param stated threshold of the embedder bundle; undefined until vision has loaded it */
  minSimilarity(stated: number | undefined): number {
    const local = this.#site?.().local ?? this.#current;
    return matchThreshold({
      current: this.#current.recognition.minSimilarity,
      local: local.recognition.minSimilarity,
      stated,
    });
  }

  doorTimes(): DoorTimes {
    const { release, heldOpenAfter } = this.#current.door;
    return { release, heldOpenAfter };
  }

  /** What is demanded of liveness drills, besides the model. */
  drill(): Omit<DrillDemand, 'model'> {
    const { level, drillWithin } = this.#current.liveness;
    return { level, within: drillWithin, door: this.#started.terminal.door };
  }

  /** @param stated what the model bundles state; undefined until vision has loaded them */
  access(stated: Pick<VisionFacts, 'defaultMinSimilarity' | 'pad'> | undefined): AccessSettings {
    const { recognition, liveness, door } = this.#current;
    const { margin, maxAge, singleFace, agree, of, retryAfter, maxAttempts } = recognition;
    return {
      // The door keeps its name until a restart: people's limits and the audit log refer to it.
      door: this.#started.terminal.door,
      thresholds: { minSimilarity: this.minSimilarity(stated?.defaultMinSimilarity), margin },
      attacks: { attempts: liveness.attempts, pause: liveness.pause },
      maxAge,
      maxAuditDelay: seconds(2),
      singleFace,
      presentation: {
        agree,
        of,
        retryAfter,
        maxAttempts,
        regrantAfter: millis(door.release + retryAfter),
        absentAfter: millis(1500),
        liveness: {
          level: liveness.level,
          pad: stated?.pad,
          answerWithin: liveness.answerWithin,
          draw: (count, eyes) => drawActions(count, eyes, (below) => randomInt(below)),
        },
      },
    };
  }
}
