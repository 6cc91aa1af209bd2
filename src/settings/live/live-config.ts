import { createHash } from 'node:crypto';
import type { AccessSettings } from '../../access/domain/access-settings.js';
import { describe, type TerminalError } from '../../base/errors.js';
import type { HealthReport } from '../../base/health.js';
import { millis, seconds } from '../../base/units.js';
import type { DoorTimes } from '../../door/domain/door.js';
import type { Layered } from '../from-site/layered.js';
import { asideLines, overridesInUse } from '../from-site/site-report.js';
import type { TerminalConfig } from '../schema/schema.js';
import { type Difference, differences, settingsOf } from '../schema/settings.js';
import type { Because } from './config-keeper.js';

/** The configuration of a running daemon: what is read through `current` follows a change, what was read from `started` does not. */
export class LiveConfig {
  readonly #started: TerminalConfig;
  /** Undefined where no site can set anything. */
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

  /** Takes a valid configuration over, and tells what it changes. */
  take(next: TerminalConfig, because: Because): readonly Difference[] {
    const changes = differences(settingsOf(this.#current), settingsOf(next));
    this.#current = next;
    // A file at fault is not mended by the site.
    if (because === 'file') this.#refused = undefined;
    return changes;
  }

  /** The one in use stays. */
  refuse(fault: TerminalError): void {
    this.#refused = fault;
  }

  /** Tells one effective configuration from another in the audit log. */
  digest(): string {
    return createHash('sha256').update(JSON.stringify(this.#current)).digest('hex').slice(0, 16);
  }

  health(): HealthReport {
    const site = this.#site?.();
    const waiting = differences(settingsOf(this.#started), settingsOf(this.#current))
      .filter(({ applies }) => applies === 'restart')
      .map(({ name }) => name);
    const troubles = [
      ...(this.#refused ? [`refused; the last good one is in use. ${describe(this.#refused)}`] : []),
      ...(waiting.length > 0 ? [`restart the daemon for ${waiting.join(', ')}`] : []),
      ...(site ? asideLines(site) : []),
    ];
    if (troubles.length > 0) return { part: 'config', level: 'degraded', detail: troubles.join('; ') };
    const set = site ? overridesInUse(site).map(({ name }) => name) : [];
    const bySite = set.length === 0 ? '' : `; set by the site: ${set.join(', ')}`;
    return { part: 'config', level: 'ok', detail: `in use, digest ${this.digest()}${bySite}` };
  }

  /**
   * Least similarity of a match. What a site has set was ordered for the embedder of then: it is never laxer than this one states, or
   * than the technician wrote. @param stated by the embedder bundle; undefined until vision has loaded it
   */
  minSimilarity(stated: number | undefined): number {
    const least = (config: TerminalConfig): number => config.recognition.minSimilarity ?? stated ?? 1;
    const local = this.#site?.().local ?? this.#current;
    return Math.max(least(this.#current), Math.min(least(local), stated ?? 1));
  }

  doorTimes(): DoorTimes {
    const { release, heldOpenAfter } = this.#current.door;
    return { release, heldOpenAfter };
  }

  /** @param stated by the embedder bundle; undefined until vision has loaded it */
  access(stated: number | undefined): AccessSettings {
    const { recognition, liveness, door } = this.#current;
    const { margin, maxAge, singleFace, agree, of, retryAfter, maxAttempts } = recognition;
    return {
      // The door keeps its name until the restart: it stands in the limits of people and in the audit log.
      door: this.#started.terminal.door,
      thresholds: { minSimilarity: this.minSimilarity(stated), margin },
      liveness: liveness.policy,
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
      },
    };
  }
}
