import type { CommandRejected } from '../../base/errors.js';
import type { HealthReport } from '../../base/health.js';
import type { Millis } from '../../base/units.js';
import type { ChunkRef, GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { Command } from '../../protocol/domain/command-args.js';
import type { GroupKeyDelivery } from '../../protocol/domain/group-keys.js';
import type { KeyRing, TrustedKey } from '../../protocol/domain/key-ring.js';
import type {
  Answer,
  DoorReport,
  EventReport,
  HealthSummary,
  TerminalInfo,
  VisitorReport,
} from '../../protocol/domain/reports.js';
import type { SequenceRange } from '../../protocol/domain/sequence-ranges.js';

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
