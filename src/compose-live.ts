import { createHash } from 'node:crypto';
import type { AccessConfig } from './app/access-loop.js';
import type { TerminalConfig } from './config/schema.js';
import { type Difference, differences, settingsOf } from './config/settings.js';
import type { DoorTimes } from './domain/door.js';
import { describe, type TerminalError } from './domain/errors.js';
import type { HealthReport } from './domain/health.js';
import { millis, seconds } from './domain/units.js';

/** The configuration of a running daemon: what is read through `current` follows a change, what was read from `started` does not. */
export class LiveConfig {
  readonly #started: TerminalConfig;
  #current: TerminalConfig;
  #refused: TerminalError | undefined;

  constructor(started: TerminalConfig, refused?: TerminalError) {
    this.#started = started;
    this.#current = started;
    this.#refused = refused;
  }

  get current(): TerminalConfig {
    return this.#current;
  }

  /** Takes a valid configuration over, and tells what it changes. */
  take(next: TerminalConfig): readonly Difference[] {
    const changes = differences(settingsOf(this.#current), settingsOf(next));
    this.#current = next;
    this.#refused = undefined;
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
    const part = 'config';
    if (this.#refused) {
      return { part, level: 'degraded', detail: `refused; the last good one is in use. ${describe(this.#refused)}` };
    }
    const waiting = differences(settingsOf(this.#started), settingsOf(this.#current)).filter(
      ({ applies }) => applies === 'restart',
    );
    if (waiting.length === 0) return { part, level: 'ok', detail: `in use, digest ${this.digest()}` };
    const names = waiting.map(({ name }) => name).join(', ');
    return { part, level: 'degraded', detail: `restart the daemon for ${names}` };
  }

  doorTimes(): DoorTimes {
    const door = () => this.#current.door;
    return {
      get release() {
        return door().release;
      },
      get heldOpenAfter() {
        return door().heldOpenAfter;
      },
    };
  }

  access(): AccessConfig {
    const now = () => this.#current;
    return {
      door: this.#started.terminal.door,
      maxAuditDelay: seconds(2),
      get liveness() {
        return now().liveness.policy;
      },
      get maxAge() {
        return now().recognition.maxAge;
      },
      get singleFace() {
        return now().recognition.singleFace;
      },
      presentation: {
        get agree() {
          return now().recognition.agree;
        },
        get of() {
          return now().recognition.of;
        },
        get retryAfter() {
          return now().recognition.retryAfter;
        },
        get maxAttempts() {
          return now().recognition.maxAttempts;
        },
        get regrantAfter() {
          return millis(now().door.release + now().recognition.retryAfter);
        },
        absentAfter: millis(1500),
      },
    };
  }
}
