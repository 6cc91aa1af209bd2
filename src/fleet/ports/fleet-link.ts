import type { Facts } from '../../audit/domain/audit.js';
import type { GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { Command } from '../../protocol/domain/command-args.js';
import type { SequenceRange } from '../../uplink/ports/outbox.js';
import type { Answer, DoorReport, HealthSummary, TerminalInfo } from '../../uplink/ports/uplink.js';

/** An event as a terminal tells it. */
export interface SiteEvent {
  readonly terminal: string;
  readonly epoch: string;
  readonly sequence: number;
  readonly id: string;
  /** One of the audit kinds, or one that a newer terminal knows. */
  readonly kind: string;
  /** Milliseconds since 1970, by the terminal’s clock. */
  readonly at: number;
  readonly clockTrusted: boolean;
  readonly historical: boolean;
  readonly bootId: string;
  readonly facts: Facts;
  readonly hash: string;
}

interface Subjects {
  readonly state: { readonly online: boolean; readonly session: number; readonly at?: number };
  readonly info: TerminalInfo;
  readonly door: DoorReport;
  readonly health: HealthSummary;
  readonly event: SiteEvent;
  readonly response: Answer;
  readonly wanted: { readonly group: string; readonly missing: readonly string[] };
  /** Of the group that stands for the terminal, as `@lobby`. Signed. */
  readonly manifest: GalleryManifest;
}

/** What a terminal told: of the right form, and the broker’s word, except for manifests. */
export type Report = {
  [Kind in keyof Subjects]: { readonly kind: Kind; readonly terminal: string; readonly value: Subjects[Kind] };
}[keyof Subjects];
export type ReportKind = Report['kind'];

/** Which terminals’ reports of a kind; every terminal’s where none is named. */
export interface Interest {
  readonly kind: ReportKind;
  readonly terminal?: string;
  /** Collectors of one name divide the reports among them. */
  readonly share?: string;
}

/** A command whose arguments are plain JSON: people come to terminals as galleries. */
export type PlainCommand = Exclude<Command, { readonly command: 'enroll' | 'replace' }>;

/**
 * The site’s connection to its terminals. What it sends is signed. Every method rejects with UplinkError when there is no connection,
 * or when the broker does not allow it.
 */
export interface FleetLink {
  /** Resolves when what the broker retains has been reported. */
  listen(interests: readonly Interest[], report: (report: Report) => void): Promise<void>;
  send(command: PlainCommand): Promise<void>;
  acknowledge(terminal: string, epoch: string, ranges: readonly SequenceRange[]): Promise<void>;
  publishManifest(group: string, signed: string): Promise<void>;
  /** @param sealed undefined clears it */
  publishChunk(group: string, sha256: string, sealed: Uint8Array | undefined): Promise<void>;
  publishKeyRing(signed: string): Promise<void>;
  publishGroupKeys(terminal: string, signed: string): Promise<void>;
  /** Has the broker forget all that it retains of this terminal. */
  forget(terminal: string): Promise<void>;
  close(): Promise<void>;
}
