import { z } from 'zod';
import { auditKinds } from '../../audit/domain/audit.js';
import { hex16, line, name, natural, positive, sha256, space, uuid } from './fields.js';

/** What terminals publish. Readers should ignore unknown members. */

const at = natural.describe('Milliseconds since 1970-01-01T00:00:00Z, by the terminal’s clock');
const level = z.enum(['ok', 'degraded', 'failed']);

export const state = z.object({
  online: z.boolean(),
  session: positive.describe(
    'Increases with every connection; ignore a death message of an older session than the last birth',
  ),
  at: at.exactOptional().describe('Absent in a death message, which the broker publishes later'),
});

export const info = z.object({
  version: z.string(),
  door: z.string().describe('Id of the door that the terminal opens'),
  groups: z.array(name),
  epoch: uuid.describe('Identity of the outbox: sequences of different epochs cannot be compared'),
  models: z.array(z.object({ role: z.string(), name: z.string(), delegate: z.string() })),
  space: space.nullable().describe('Null until the vision process has loaded its models'),
  galleries: z.array(
    z.object({ group: name, revision: positive, digest: sha256, people: natural, templates: natural }),
  ),
  local: z.object({ people: natural }).describe('Number of people enrolled only at this terminal'),
  keyRing: natural.describe('Version of the key ring; 0 before the first'),
  sealKey: z
    .object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: line, y: line })
    .describe('This terminal’s public encryption key; a JWK (RFC 7517)'),
  groupKeys: z
    .record(name, z.array(hex16))
    .describe('Ids of the keys that this terminal has for each group, newest first'),
  capabilities: z.array(z.string()).describe('Commands that this terminal supports'),
  configDigest: hex16,
  configVersion: positive.describe('Format version of the configuration'),
  policy: natural.describe('Revision of the policy in force; 0 if there is none'),
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
  visitor: z.string().describe('granted or denied; with uplink.homeAssistant.names, the name of a known visitor'),
  granted: z.boolean(),
});

export const event = z.object({
  terminal: name,
  epoch: uuid,
  sequence: positive.describe('Position in the terminal’s audit log; an outbox.dropped event reports gaps'),
  id: uuid,
  kind: z.enum(auditKinds),
  at,
  clockTrusted: z.boolean().describe('False if the terminal’s clock was not synchronised'),
  historical: z.boolean().describe('True if the event is sent late'),
  bootId: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  hash: sha256.describe('Hash in the chain of the audit log'),
});

export const response = z.object({
  id: uuid.nullable().describe('Id of the command; null if it could not be read'),
  command: z.string(),
  terminal: name,
  at,
  ok: z.boolean(),
  duplicate: z.boolean().describe('True if the command had already been answered'),
  result: z.record(z.string(), z.unknown()).exactOptional(),
  error: z
    .object({
      code: line,
      message: z.string(),
      remedy: z.string(),
      faults: z
        .array(z.object({ setting: z.string(), code: line, message: z.string(), remedy: z.string() }))
        .exactOptional()
        .describe('For policy and config-set: the error of each setting'),
    })
    .exactOptional(),
});

export const galleryWanted = z.object({
  terminal: name,
  group: name,
  revision: natural.describe('Revision of the active gallery; 0 if there is none'),
  missing: z.array(sha256).max(4096).describe('Chunks that the broker did not deliver'),
});
