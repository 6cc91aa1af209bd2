import type { AuditRecord } from '../../audit/domain/audit.js';
import type { HealthLevel, HealthReport } from '../../base/health.js';
import type { Timestamp } from '../../base/units.js';
import type { Alarm, Contact, DoorMode } from '../../door/domain/door.js';
import type { GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { SettingFault } from '../../settings/domain/site-settings.js';
import type { EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { SealKey } from './group-keys.js';

/** Retained by the broker: facts about the terminal and its state. */
export interface TerminalInfo {
  readonly version: string;
  readonly door: string;
  readonly groups: readonly string[];
  readonly epoch: string;
  readonly models: readonly { readonly role: string; readonly name: string; readonly delegate: string }[];
  readonly space: EmbeddingSpace | null;
  readonly galleries: readonly Pick<GalleryManifest, 'group' | 'revision' | 'digest' | 'people' | 'templates'>[];
  readonly local: { readonly people: number };
  readonly keyRing: number;
  /** This terminal's public encryption key; a JWK. */
  readonly sealKey: SealKey;
  readonly groupKeys: Readonly<Record<string, readonly string[]>>;
  readonly capabilities: readonly string[];
  readonly configDigest: string;
  /** Format version of the configuration. */
  readonly configVersion: number;
  /** Revision of the access policy in force; 0 if there is none. */
  readonly policy: number;
}

export interface DoorReport {
  readonly at: Timestamp;
  readonly mode: DoorMode;
  readonly released: boolean;
  readonly contact: Contact['kind'];
  readonly alarm: Alarm;
}

/** The last visitor, granted or denied. */
export interface VisitorReport {
  readonly at: Timestamp;
  /** A name only if the configuration publishes names. */
  readonly visitor: string;
  readonly granted: boolean;
}

export interface HealthSummary {
  readonly at: Timestamp;
  readonly level: HealthLevel;
  readonly parts: readonly HealthReport[];
}

export interface EventReport {
  readonly record: AuditRecord;
  readonly epoch: string;
  readonly historical: boolean;
}

export interface Answer {
  /** Null if the command could not be read. */
  readonly id: string | null;
  readonly command: string;
  readonly at: Timestamp;
  readonly ok: boolean;
  readonly duplicate: boolean;
  readonly result?: Readonly<Record<string, unknown>>;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly remedy: string;
    /** For an order of settings: the error of each setting. */
    readonly faults?: readonly SettingFault[];
  };
}
