import type { Facts } from '../../audit/domain/audit.js';
import type { GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { Command } from '../../protocol/domain/command-args.js';
import type { Answer, DoorReport, HealthSummary, TerminalInfo } from '../../protocol/domain/reports.js';
import type { SequenceRange } from '../../protocol/domain/sequence-ranges.js';

/** An event sent by a terminal. */
export interface SiteEvent {
  readonly terminal: string;
  readonly epoch: string;
  readonly sequence: number;
  readonly id: string;
  /** An audit kind, or an unknown one of a newer terminal. */
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
  /** The signed manifest of the group, with `@lobby` in place of the terminal. */
  readonly manifest: GalleryManifest;
}

/** A terminal's report: well-formed, but only as trustworthy as the broker, except for signed manifests. */
export type Report = {
  [Kind in keyof Subjects]: { readonly kind: Kind; readonly terminal: string; readonly value: Subjects[Kind] };
}[keyof Subjects];
export type ReportKind = Report['kind'];

/** Reports to subscribe to: a kind, of one terminal or of all. */
export interface Interest {
  readonly kind: ReportKind;
  readonly terminal?: string;
  /** Collectors with the same name share the reports. */
  readonly share?: string;
}

/** A command with plain JSON arguments: people reach terminals through galleries. */
export type PlainCommand = Exclude<Command, { readonly command: 'enroll' | 'replace' }>;

/**
 * The site’s connection to its terminals. Everything it sends is signed. Every method rejects with UplinkError without a connection, or if
 * the broker does not allow it.
 */
export interface FleetLink {
  /** Resolves once the retained messages have been reported. */
  listen(interests: readonly Interest[], report: (report: Report) => void): Promise<void>;
  send(command: PlainCommand): Promise<void>;
  acknowledge(terminal: string, epoch: string, ranges: readonly SequenceRange[]): Promise<void>;
  publishManifest(group: string, signed: string): Promise<void>;
  /** @param sealed undefined clears the topic */
  publishChunk(group: string, sha256: string, sealed: Uint8Array | undefined): Promise<void>;
  publishKeyRing(signed: string): Promise<void>;
  publishGroupKeys(terminal: string, signed: string): Promise<void>;
  /** Clears everything that the broker retains of this terminal. */
  forget(terminal: string): Promise<void>;
  close(): Promise<void>;
}
