import { z } from 'zod';
import type { GalleryManifest } from '../../gallery/domain/gallery-manifest.js';
import type { GroupKeyDelivery } from '../domain/group-keys.js';
import { type KeyRing, roles } from '../domain/key-ring.js';
import { keyIdOf } from '../wire/jws.js';
import { hex16, jwe, line, name, natural, positive, sha256, space, wall } from './fields.js';

const key = z
  .strictObject({
    publicKey: z
      .string()
      .regex(/^[\w-]{43}$/)
      .describe('Raw Ed25519 public key, 32 bytes as base64url'),
    roles: z.array(z.enum(roles)).max(roles.length),
    label: line.describe('Owner of the key'),
    notAfter: wall.exactOptional().describe('End of the key’s validity (exclusive)'),
    revoked: z.boolean().default(false),
  })
  .transform((read) => ({ ...read, id: keyIdOf(Buffer.from(read.publicKey, 'base64url')) }));

/** The payload of a JWS of type `ostiary-keys`, signed by the root key. */
export const keyRing: z.ZodType<KeyRing & { readonly site: string }> = z.strictObject({
  site: name,
  version: positive.describe('Terminals accept only a higher version than the one they have'),
  keys: z.array(key).max(256),
});

/** The payload of a JWS of type `ostiary-group-keys`, signed by the root key. */
export const groupKeys: z.ZodType<GroupKeyDelivery> = z.strictObject({
  site: name,
  terminal: name,
  version: positive.describe('A terminal accepts only a higher version than the last one'),
  keys: z
    .array(
      z.strictObject({
        group: name,
        sealed: jwe(4096).describe('The 32 bytes of the key, encrypted for the terminal’s sealKey'),
      }),
    )
    .max(64),
});

const chunks = z
  .array(
    z.strictObject({
      sha256,
      bytes: z
        .int()
        .min(1)
        .max(256 * 1024),
    }),
  )
  .max(4096)
  .describe('SHA-256 and length of each chunk as published, in order');

/** The payload of a JWS of type `ostiary-gallery`. */
export const manifest: z.ZodType<GalleryManifest> = z.strictObject({
  site: name,
  group: name,
  revision: positive,
  issued: wall,
  space,
  groupKey: hex16.describe('First 16 hex digits of the SHA-256 of the group’s key'),
  people: natural,
  templates: natural,
  digest: sha256.describe(
    'SHA-256 over the digests of all chunks in order, lower-case hex, one per line, each line ended by \\n',
  ),
  snapshot: z.strictObject({ revision: positive, chunks }),
  deltas: z.array(z.strictObject({ base: positive, revision: positive, chunks })).max(1024),
});

/** The payload of a JWS of type `ostiary-ack`. */
export const eventAck = z.strictObject({
  site: name,
  terminal: name,
  epoch: z.uuid().describe('The epoch of the events'),
  ranges: z
    .array(z.tuple([positive, positive]))
    .min(1)
    .max(256)
    .describe('First and last sequence of each run of durably stored events'),
});
