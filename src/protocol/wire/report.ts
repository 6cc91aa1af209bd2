import { z } from 'zod';
import type { Interest, Report, ReportKind } from '../../fleet/ports/fleet-link.js';
import { manifest } from '../schemas/documents.js';
import { door, event, galleryWanted, health, info, response, state } from '../schemas/reports.js';
import { parseJson } from './bounded-json.js';
import { parseSigned, type Signed } from './jws.js';
import { payloadLimits, topics } from './topics.js';

/** Terminals of a newer version may tell of kinds that are not known here: they are stored all the same. */
const anyEvent = event.extend({ kind: z.string().regex(/^[\w.-]{1,64}$/) });

const bounds = { depth: 8, count: 20_000 };

/** Kind of report by the topic below the terminal’s name, and what its payload must be. */
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

/** The filter that gives these reports. */
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
 * Undefined where the topic is none of a terminal’s, or was cleared.
 * @param verified whether what is signed was signed by somebody who may
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
