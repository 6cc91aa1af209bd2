import { z } from 'zod';
import { manifest } from '../../protocol/schemas/documents.js';
import { door, event, galleryWanted, health, info, response, state } from '../../protocol/schemas/reports.js';
import { parseJson } from '../../protocol/wire/bounded-json.js';
import { parseSigned, type Signed } from '../../protocol/wire/jws.js';
import { payloadLimits, topics } from '../../protocol/wire/topics.js';
import type { Interest, Report, ReportKind } from '../ports/fleet-link.js';

/** Newer terminals may send event kinds that are unknown here; they are stored anyway. */
const anyEvent = event.extend({ kind: z.string().regex(/^[\w.-]{1,64}$/) });

const bounds = { depth: 8, count: 20_000 };

/** Report kinds: topic below the terminal’s name, and schema of the payload. */
const kinds: readonly (readonly [kind: ReportKind, path: RegExp, schema: z.ZodType])[] = [
  ['state', /^state$/, state],
  ['info', /^info$/, info],
  ['door', /^door$/, door],
  ['health', /^health$/, health],
  ['event', /^event\/(?!ack$)[^/]+$/, anyEvent],
  ['response', /^response\/[^/]+$/, response],
  ['wanted', /^gallery\/wanted$/, galleryWanted],
  ['manifest', /^gallery\/manifest$/, manifest],
];

/** The topic filter for these reports. */
export function filterOf(site: string, { kind, terminal = '+', share }: Interest): string {
  const filters: Record<ReportKind, string> = {
    state: topics.state(site, terminal),
    info: topics.info(site, terminal),
    door: topics.door(site, terminal),
    health: topics.health(site, terminal),
    event: topics.event(site, terminal, '+'),
    response: topics.response(site, terminal, '+'),
    wanted: topics.galleryWanted(site, terminal),
    manifest: topics.state(site, terminal).replace(/state$/, 'gallery/manifest'),
  };
  return share === undefined ? filters[kind] : `$share/${share}/${filters[kind]}`;
}

/**
 * Undefined if the topic is not a terminal’s, or was cleared.
 * @param verified Returns whether a signed text was signed by an authorised key
 * @throws CommandRejected `envelope.*`
 */
export function parseReport(
  site: string,
  topic: string,
  payload: Buffer,
  verified: (signed: Signed) => boolean,
): Report | undefined {
  const prefix = topics.state(site, '').replace(/\/state$/, '');
  if (!topic.startsWith(prefix) || payload.length === 0 || payload.length > payloadLimits.manifest) return undefined;
  const [terminal = '', ...path] = topic.slice(prefix.length).split('/');
  const found = kinds.find(([, pattern]) => pattern.test(path.join('/')));
  if (found === undefined) return undefined;
  const [kind, , schema] = found;
  if (kind !== 'manifest') return { kind, terminal, value: parseJson(payload, schema, bounds) } as Report;
  const signed = parseSigned(payload, 'ostiary-gallery');
  return verified(signed) ? { kind, terminal, value: parseJson(signed.payload, manifest, bounds) } : undefined;
}
