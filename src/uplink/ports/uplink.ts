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

/** Retained by the broker: what the terminal is, and how it is now. */
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
  /** The public half of the key with which this terminal opens what is sealed for it alone; a JWK. */
  readonly sealKey: SealKey;
  readonly groupKeys: Readonly<Record<string, readonly string[]>>;
  readonly capabilities: readonly string[];
  readonly configDigest: string;
  /** Format of the configuration. */
  readonly configVersion: number;
  /** Revision of the access policy in force; 0 where there is none. */
  readonly policy: number;
}

export interface DoorReport {
  readonly at: Timestamp;
  readonly mode: DoorMode;
  readonly released: boolean;
  readonly contact: Contact['kind'];
  readonly alarm: Alarm;
}

/** Whom the door was opened for last, or not. */
export interface VisitorReport {
  readonly at: Timestamp;
  /** A name only where the configuration wants names told. */
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
  /** Null when the command could not be read. */
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
    /** Of an order of settings: what is wrong with each. */
    readonly faults?: readonly SettingFault[];
  };
}

/** Where the answer to a request goes; made by the adapter, opaque to others. */
export interface ReplyTo {
  readonly topic?: string;
  readonly correlation?: Uint8Array;
}

/** A command whose signature and role are right. Whether it is fresh is still to be judged. */
export interface ReceivedCommand {
  readonly command: Command;
  readonly key: TrustedKey;
  /** SHA-256 of the signed message. */
  readonly digest: string;
  readonly replyTo: ReplyTo;
}

/** A message that was refused before anybody asked what it wants. */
export interface RefusedMessage {
  readonly kind: 'request' | 'keys' | 'groupKeys' | 'manifest' | 'eventAck';
  readonly command?: string;
  readonly id?: string;
  readonly key?: string;
  readonly fault: CommandRejected;
  readonly replyTo: ReplyTo;
}

/** What the site tells the terminal: verified, except for `refused`. In the order of arrival. */
export interface UplinkListener {
  /** Called with each connection; everything retained is to be published again. */
  connected(): void;
  command(received: ReceivedCommand): void;
  refused(message: RefusedMessage): void;
  keyRing(ring: KeyRing): void;
  groupKeys(delivery: GroupKeyDelivery): void;
  /** `signed` is the message itself, to be kept. */
  manifest(manifest: GalleryManifest, signed: string): void;
  acknowledged(epoch: string, ranges: readonly SequenceRange[]): void;
}

/**
 * The connection to the site. It is made again for ever, and never throws because of the network.
 * Publishing resolves when the broker has taken the message, and rejects with UplinkError when there is no connection.
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
  /** The bytes of a chunk, digest checked. @throws UplinkError `uplink.chunk-missing` when it does not come in time */
  fetchChunk(group: string, chunk: ChunkRef, within: Millis): Promise<Uint8Array>;
  health(): HealthReport;
  close(): Promise<void>;
}
