import { z } from 'zod';
import { auditKinds } from '../../audit/domain/audit.js';
import { hex16, line, name, natural, positive, sha256, space, uuid } from './fields.js';

/** What terminals publish. Readers should ignore members that they do not know. */

const at = natural.describe('Milliseconds since 1970-01-01T00:00:00Z, by the clock of the terminal');
const level = z.enum(['ok', 'degraded', 'failed']);

export const state = z.object({
  online: z.boolean(),
  session: positive.describe('Grows with every connection; a death of an older session than the last birth is void'),
  at: at.exactOptional().describe('Absent in a death: the broker publishes it later'),
});

export const info = z.object({
  version: z.string(),
  door: z.string().describe('Id of the door that the terminal opens'),
  groups: z.array(name),
  epoch: uuid.describe('Identity of the outbox: its sequences mean nothing in another epoch'),
  models: z.array(z.object({ role: z.string(), name: z.string(), delegate: z.string() })),
  space: space.nullable().describe('Null until vision has loaded its models'),
  galleries: z.array(
    z.object({ group: name, revision: positive, digest: sha256, people: natural, templates: natural }),
  ),
  local: z.object({ people: natural }).describe('People enrolled at this terminal alone'),
  keyRing: natural.describe('Version of the key ring; 0 before the first'),
  sealKey: z
    .object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: line, y: line })
    .describe('What is sealed for this key, this terminal alone can open; a JWK (RFC 7517)'),
  groupKeys: z
    .record(name, z.array(hex16))
    .describe('Ids of the keys that this terminal has of each group, newest first'),
  capabilities: z.array(z.string()).describe('Commands that this terminal knows'),
  configDigest: hex16,
  configVersion: positive.describe('Format of the configuration'),
  policy: natural.describe('Revision of the policy that is in force; 0 where there is none'),
});

export const door = z.object({
  at,
  mode: z.enum(['normal', 'lockdown', 'unlocked']),
  released: z.boolean(),
  contact: z.enum(['unknown', 'closed', 'open']),
  alarm: z.enum(['none', 'heldOpen', 'forcedOpen']),
});

export const health = z.object({
  at,
  level,
  parts: z.array(z.object({ part: z.string(), level, detail: z.string() })),
});

export const visitor = z.object({
  at,
  visitor: z.string().describe('granted or denied; the name of who is known, where uplink.homeAssistant.names is set'),
  granted: z.boolean(),
});

export const event = z.object({
  terminal: name,
  epoch: uuid,
  sequence: positive.describe('Place in the audit log of the terminal; gaps are told by an event outbox.dropped'),
  id: uuid,
  kind: z.enum(auditKinds),
  at,
  clockTrusted: z.boolean().describe('False when the clock of the terminal was not known to be right'),
  historical: z.boolean().describe('True when the event is told late'),
  bootId: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  hash: sha256.describe('Of the hash chain of the audit log'),
});

export const response = z.object({
  id: uuid.nullable().describe('Of the command; null when it could not be read'),
  command: z.string(),
  terminal: name,
  at,
  ok: z.boolean(),
  duplicate: z.boolean().describe('True when the command had been answered before'),
  result: z.record(z.string(), z.unknown()).exactOptional(),
  error: z
    .object({
      code: line,
      message: z.string(),
      remedy: z.string(),
      faults: z
        .array(z.object({ setting: z.string(), code: line, message: z.string(), remedy: z.string() }))
        .exactOptional()
        .describe('Of policy and config-set: what is wrong with each setting'),
    })
    .exactOptional(),
});

export const galleryWanted = z.object({
  terminal: name,
  group: name,
  revision: natural.describe('Of the gallery that serves now; 0 when there is none'),
  missing: z.array(sha256).max(4096).describe('Chunks that the broker did not give'),
});
