import { auditEvent } from '../audit/ports/audit-event.js';
import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Clock } from '../base/clock.js';
import { CommandRejected, HardwareFault } from '../base/errors.js';
import type { DoorMode, ReleaseResult } from '../door/domain/door.js';

import type { Sample } from '../gallery/domain/enrolment.js';
import { enrollmentEvent, planEnrollment, samplePicture } from '../gallery/enrol.js';
import type { LoadedGallery } from '../gallery/gallery-view.js';
import type { GalleryEditor } from '../gallery/ports/gallery-editor.js';
import type { GalleryStore } from '../gallery/ports/gallery-store.js';
import type { Command, Enrolment } from '../protocol/domain/command-args.js';
import type { TrustedKey } from '../protocol/domain/key-ring.js';
import type { SiteSettings } from '../settings/ports/site-settings.js';
import type { EmbeddingSpace } from '../vision/domain/embedding.js';
import type { Vision } from '../vision/ports/vision.js';
import type { CommandResult } from './command-desk.js';
import { orderMode } from './order-mode.js';
import { orderSettings, reportSettings } from './order-settings.js';
import type { LockdownStore } from './ports/lockdown-store.js';
import type { HealthSummary } from './ports/uplink.js';

export interface CommandedDoor {
  release(cause: { readonly kind: 'remote'; readonly command: string }): ReleaseResult;
  setMode(mode: DoorMode): void;
}

export interface CommandedParts {
  readonly door: CommandedDoor;
  readonly vision: Pick<Vision, 'analyse' | 'restart'>;
  readonly store: Pick<GalleryStore, 'person'>;
  readonly editor: GalleryEditor;
  /** @throws CommandRejected (rejects) `envelope.*` */
  readonly unseal: (sealed: string) => Promise<Enrolment>;
  readonly lockdowns: LockdownStore;
  readonly gallery: () => LoadedGallery | undefined;
  readonly minSimilarity: () => number;
  readonly health: () => HealthSummary;
  /** Undefined where the configuration cannot be changed. */
  readonly settings: SiteSettings | undefined;
  /** What the embedder bundle states; undefined until vision has loaded it. */
  readonly statedSimilarity: number | undefined;
  readonly audit: Pick<AuditLog, 'note'>;
  readonly clock: Clock;
}

/** Carries out a command that was judged and written down. @param key that signed it @throws TerminalError (rejects) with what is answered */
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
      return enrolRemotely(await parts.unseal(command.args.sealed), command.command === 'replace', parts);
    case 'revoke': {
      const { person } = command.args;
      const known = parts.gallery()?.people.has(person) ?? false;
      const event = auditEvent(parts.clock, 'gallery.removed', { person, command: command.id });
      const removed = await parts.editor.revoke(person, command.issued, event);
      return { removed: removed || known };
    }
    case 'policy':
    case 'config-set':
      return orderSettings(command, key, parts);
    case 'config-get':
      return reportSettings(parts.settings);
    default:
      return command satisfies never;
  }
}

async function enrolRemotely(enrolment: Enrolment, replace: boolean, parts: CommandedParts): Promise<CommandResult> {
  const { person, templates, photos, allowSimilar } = enrolment;
  const loaded = parts.gallery();
  if (loaded === undefined) {
    throw new CommandRejected('gallery.not-loaded', 'the gallery of this terminal is not loaded yet', {
      remedy: 'Send it again in a few seconds; see the health of the terminal.',
    });
  }
  const fromTemplates = templates.map((embedding, i): Sample => {
    requireSpace(embedding.space, loaded.index.space);
    return { kind: 'usable', picture: `template ${i + 1}`, embedding };
  });
  const fromPhotos: Sample[] = [];
  for (const [i, photo] of photos.entries()) {
    fromPhotos.push(await samplePicture(parts.vision, `photo ${i + 1}`, photo));
  }
  const known = { store: parts.store, index: loaded.index, minSimilarity: parts.minSimilarity() };
  const plan = planEnrollment(person, [...fromTemplates, ...fromPhotos], { replace, allowSimilar }, known);
  await parts.editor.put(person, plan.templates, enrollmentEvent(parts.clock, plan.kind, person, plan.templates));
  return { templates: plan.templates.length };
}

function requireSpace(given: EmbeddingSpace, own: EmbeddingSpace): void {
  if (given.id === own.id && given.dimension === own.dimension) return;
  throw new CommandRejected('gallery.space', `the templates are of space ${given.id}, this terminal is of ${own.id}`, {
    remedy: 'Send templates made with the model bundle of this terminal, or photos.',
  });
}

function requireReleased(result: ReleaseResult): void {
  switch (result) {
    case 'released':
      return;
    case 'lockdown':
      throw new CommandRejected('door.lockdown', 'the door is in lockdown', {
        remedy: 'Set the mode to normal first.',
      });
    case 'relayFailed':
      throw new HardwareFault('door.relay-failed', 'the relay does not follow', {
        remedy: 'See the health of the terminal; the relay is tried again.',
      });
    case 'stopping':
      throw new CommandRejected('door.stopping', 'the terminal is stopping', { remedy: 'Send it again in a minute.' });
    default:
      result satisfies never;
  }
}
