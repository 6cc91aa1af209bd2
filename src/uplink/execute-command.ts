import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected, HardwareFault } from '../base/errors.js';
import type { DoorMode, ReleaseResult } from '../door/domain/door.js';
import type { Enrolment } from '../gallery/domain/ordered-enrolment.js';
import type { Enrolments } from '../gallery/ports/enrolments.js';
import type { Command } from '../protocol/domain/command-args.js';
import type { TrustedKey } from '../protocol/domain/key-ring.js';
import type { HealthSummary } from '../protocol/domain/reports.js';
import type { SiteSettings } from '../settings/ports/site-settings.js';
import type { Vision } from '../vision/ports/vision.js';
import type { CommandResult } from './command-desk.js';
import { orderMode } from './order-mode.js';
import { orderSettings, reportSettings } from './order-settings.js';
import type { LockdownStore } from './ports/lockdown-store.js';

interface CommandedDoor {
  release(cause: { readonly kind: 'remote'; readonly command: string }): ReleaseResult;
  setMode(mode: DoorMode): void;
}

export interface CommandedParts {
  readonly door: CommandedDoor;
  readonly vision: Pick<Vision, 'restart'>;
  readonly enrolments: Enrolments;
  /** @throws CommandRejected (rejects) `envelope.*` */
  readonly unseal: (sealed: string) => Promise<Enrolment>;
  readonly lockdowns: LockdownStore;
  readonly health: () => HealthSummary;
  /** Undefined if the configuration cannot be changed. */
  readonly settings: SiteSettings | undefined;
  /** Threshold of the embedder bundle; undefined until vision has loaded it. */
  readonly statedSimilarity: number | undefined;
  readonly audit: Pick<AuditLog, 'note'>;
  readonly clock: Clock;
}

/** Carries out a judged and recorded command. @param key that signed it @throws TerminalError (rejects) for the answer */
export async function executeCommand(command: Command, key: TrustedKey, parts: CommandedParts): Promise<CommandResult> {
  switch (command.command) {
    case 'unlock':
      requireReleased(parts.door.release({ kind: 'remote', command: command.id }));
      return {};
    case 'mode':
      return orderMode(command.args.mode, parts.door, parts.lockdowns, parts.clock);
    case 'health':
      return { ...parts.health() };
    case 'time': {
      const wall = parts.clock.wall();
      return { wall, trusted: parts.clock.wallTrusted(), offset: wall - command.issued };
    }
    case 'restart-vision':
      parts.vision.restart();
      return {};
    case 'enroll':
    case 'replace':
      return {
        templates: await parts.enrolments.enrol(await parts.unseal(command.args.sealed), command.command === 'replace'),
      };
    case 'revoke':
      return { removed: await parts.enrolments.revoke(command.args.person, command.issued, command.id) };
    case 'policy':
    case 'config-set':
      return orderSettings(command, key, parts);
    case 'config-get':
      return reportSettings(parts.settings);
    default:
      return command satisfies never;
  }
}

function requireReleased(result: ReleaseResult): void {
  switch (result) {
    case 'released':
      return;
    case 'lockdown':
      throw new CommandRejected('door.lockdown', 'the door is in lockdown', {
        remedy: 'First end the lockdown: ostiary fleet normal.',
      });
    case 'relayFailed':
      throw new HardwareFault('door.relay-failed', 'the relay cannot be switched', {
        remedy: 'Check the terminal’s health. The relay is retried automatically.',
      });
    case 'stopping':
      throw new CommandRejected('door.stopping', 'the terminal is stopping', { remedy: 'Send it again in a minute.' });
    default:
      result satisfies never;
  }
}
