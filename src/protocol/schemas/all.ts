import { z } from 'zod';
import { command } from './command.js';
import { eventAck, groupKeys, keyRing, manifest } from './documents.js';
import { enrolment } from './enrolment.js';
import { door, event, galleryWanted, health, info, response, state, visitor } from './reports.js';

const messages = {
  state,
  info,
  door,
  health,
  visitor,
  event,
  response,
  'gallery-wanted': galleryWanted,
  command,
  enrolment,
  'key-ring': keyRing,
  'group-keys': groupKeys,
  'gallery-manifest': manifest,
  'event-ack': eventAck,
} as const;

/** The text of each JSON Schema file (2020-12) by its name. */
export function schemaFiles(): ReadonlyMap<string, string> {
  const files = Object.entries(messages).map(([name, schema]): [string, string] => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' });
    return [`${name}.json`, `${JSON.stringify({ $schema, title: `Ostiary: ${name}`, ...rest }, null, 2)}\n`];
  });
  return new Map(files);
}
