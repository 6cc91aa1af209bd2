import type { AuditRecord } from '../../audit/domain/audit.js';
import type { CommandRejected } from '../../base/errors.js';
import type { HealthLevel, HealthReport } from '../../base/health.js';
import type { Millis, Timestamp } from '../../base/units.js';
import type { Alarm, Contact, DoorMode } from '../../door/domain/door.js';
import type { ChunkRef, GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { Command } from '../../protocol/domain/command-args.js';
import type { GroupKeyDelivery, SealKey } from '../../protocol/domain/group-keys.js';
import type { KeyRing, TrustedKey } from '../../protocol/domain/key-ring.js';
import type { SettingFault } from '../../settings/domain/site-settings.js';
import type { EmbeddingSpace } from '../../vision/domain/embedding.js';
import type { SequenceRange } from './outbox.js';

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

/** Where the answer to a request goes; made by the adapter, opaque to others. */
export interface ReplyTo {
  readonly topic?: string;
  readonly correlation?: Uint8Array;
}

/** A command with a valid signature and role, not yet checked for freshness. */
export interface ReceivedCommand {
  readonly command: Command;
  readonly key: TrustedKey;
  /** SHA-256 of the signed message. */
  readonly digest: string;
  readonly replyTo: ReplyTo;
}

/** A message refused before its content was considered. */
export interface RefusedMessage {
  readonly kind: 'request' | 'keys' | 'groupKeys' | 'manifest' | 'eventAck';
  readonly command?: string;
  readonly id?: string;
  readonly key?: string;
  readonly fault: CommandRejected;
  readonly replyTo: ReplyTo;
}

/** Receives the site's messages: verified, except for `refused`. In order of arrival. */
export interface UplinkListener {
  /** Called on each connection: publish everything retained again. */
  connected(): void;
  command(received: ReceivedCommand): void;
  refused(message: RefusedMessage): void;
  keyRing(ring: KeyRing): void;
  groupKeys(delivery: GroupKeyDelivery): void;
  /** `signed` is the message itself, for storing. */
  manifest(manifest: GalleryManifest, signed: string): void;
  acknowledged(epoch: string, ranges: readonly SequenceRange[]): void;
}

/**
 * The connection to the site. Reconnects indefinitely and never throws because of the network. Publishing resolves when the broker has
 * accepted the message, and rejects with UplinkError without a connection.
 */
export interface Uplink {
  start(listener: UplinkListener): void;
  connected(): boolean;
  publishInfo(info: TerminalInfo): Promise<void>;
  publishDoor(door: DoorReport): Promise<void>;
  publishHealth(health: HealthSummary): Promise<void>;
  publishVisitor(visitor: VisitorReport): Promise<void>;
  publishEvent(event: EventReport): Promise<void>;
  answer(answer: Answer, replyTo: ReplyTo): Promise<void>;
  /** Asks the site for chunks that the broker does not have. */
  want(group: string, revision: number, missing: readonly string[]): Promise<void>;
  /** The bytes of a chunk, digest checked. @throws UplinkError `uplink.chunk-missing` if it does not arrive in time */
  fetchChunk(group: string, chunk: ChunkRef, within: Millis): Promise<Uint8Array>;
  health(): HealthReport;
  close(): Promise<void>;
}
