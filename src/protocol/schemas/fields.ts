import { z } from 'zod';
import { timestamp } from '../../base/units.js';
import { personIdPattern } from '../../gallery/domain/gallery.js';
import { type Embedding, type EmbeddingSpace, embedding } from '../../vision/domain/embedding.js';
import { addressPattern, namePattern } from '../domain/address.js';

/** Kinds of values shared by several messages. Every text and list is bounded. */

export const name = z.string().regex(namePattern).describe('1 to 64 of A-Z a-z 0-9 _ -');
export const address = z.string().regex(addressPattern).describe('A terminal by name, or a group as @group');
export const personId = z.string().regex(personIdPattern).describe('Person id: 1 to 64 of A-Z a-z 0-9 . _ -');
export const uuid = z.uuid();
export const hex16 = z.string().regex(/^[0-9a-f]{16}$/);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const natural = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
export const positive = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
export const wall = z
  .int()
  .min(0)
  .max(8.64e15)
  .transform(timestamp)
  .describe('Milliseconds since 1970-01-01T00:00:00Z');
export const line = z.string().min(1).max(512);

export const space = z
  .strictObject({
    id: z.string().min(1).max(64).describe('First 16 hex digits of the model digest / preprocessing version'),
    dimension: z.int().min(1).max(4096),
  })
  .describe('Embedding space: only templates of the same space can be compared');

/** A JWE in compact form (RFC 7516) of at most `most` characters. */
export function jwe(most: number) {
  return z
    .string()
    .max(most)
    .regex(/^[\w-]+(\.[\w-]*){4}$/);
}

/** Bytes as base64. */
export function base64(most: number) {
  return z
    .base64()
    .max(Math.ceil(most / 3) * 4)
    .transform((text) => Buffer.from(text, 'base64'));
}

/** Reads an embedding in little-endian float32, scaled to length 1. Undefined if the bytes are not one. */
export function toEmbedding(of: EmbeddingSpace, bytes: Buffer): Embedding | undefined {
  if (bytes.length !== of.dimension * 4) return undefined;
  const values = Float32Array.from({ length: of.dimension }, (_, i) => bytes.readFloatLE(i * 4));
  const length = Math.hypot(...values);
  return length > 0 && Number.isFinite(length) ? embedding(of, values) : undefined;
}
