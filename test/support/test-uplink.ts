import { UplinkError } from '../../src/base/errors.js';
import type { HealthReport } from '../../src/base/health.js';
import type { ChunkRef } from '../../src/gallery/domain/gallery-manifest.js';
import type {
  Answer,
  DoorReport,
  EventReport,
  HealthSummary,
  TerminalInfo,
  VisitorReport,
} from '../../src/protocol/domain/reports.js';
import type { ReplyTo, Uplink, UplinkListener } from '../../src/uplink/ports/uplink.js';

/** An uplink without a broker: it remembers what was published, and a test speaks for the site. */
export class TestUplink implements Uplink {
  online = true;
  listener: UplinkListener | undefined;
  closed = false;
  readonly infos: TerminalInfo[] = [];
  readonly doors: DoorReport[] = [];
  readonly healths: HealthSummary[] = [];
  readonly visitors: VisitorReport[] = [];
  readonly events: EventReport[] = [];
  readonly answers: { readonly answer: Answer; readonly replyTo: ReplyTo }[] = [];
  readonly wanted: { readonly group: string; readonly revision: number; readonly missing: readonly string[] }[] = [];
  /** Chunks that the broker has, by their digest. */
  readonly chunks = new Map<string, Uint8Array>();
  readonly fetched: string[] = [];
  /** Waited for before an event or a chunk is through. */
  gate: Promise<void> = Promise.resolve();

  start(listener: UplinkListener): void {
    this.listener = listener;
  }

  connected(): boolean {
    return this.online;
  }

  async publishInfo(info: TerminalInfo): Promise<void> {
    this.#take(this.infos, info);
  }

  async publishDoor(door: DoorReport): Promise<void> {
    this.#take(this.doors, door);
  }

  async publishHealth(health: HealthSummary): Promise<void> {
    this.#take(this.healths, health);
  }

  async publishVisitor(visitor: VisitorReport): Promise<void> {
    this.#take(this.visitors, visitor);
  }

  async publishEvent(event: EventReport): Promise<void> {
    this.#take(this.events, event);
    await this.gate;
    if (!this.online) throw noConnection();
  }

  async answer(answer: Answer, replyTo: ReplyTo): Promise<void> {
    this.#take(this.answers, { answer, replyTo });
  }

  async want(group: string, revision: number, missing: readonly string[]): Promise<void> {
    this.#take(this.wanted, { group, revision, missing });
  }

  async fetchChunk(_group: string, { sha256 }: ChunkRef): Promise<Uint8Array> {
    this.#take(this.fetched, sha256);
    await this.gate;
    const bytes = this.chunks.get(sha256);
    if (bytes !== undefined) return bytes;
    throw new UplinkError('uplink.chunk-missing', `chunk ${sha256} did not come`, { remedy: 'Push it again.' });
  }

  health(): HealthReport {
    return { part: 'uplink', level: this.online ? 'ok' : 'degraded', detail: this.online ? 'connected' : 'offline' };
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #take<Thing>(list: Thing[], thing: Thing): void {
    if (!this.online) throw noConnection();
    list.push(thing);
  }
}

function noConnection(): UplinkError {
  return new UplinkError('uplink.offline', 'there is no connection', { remedy: 'See the broker.' });
}
