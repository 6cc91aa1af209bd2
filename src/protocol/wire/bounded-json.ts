import type { z } from 'zod';
import { CommandRejected } from '../../base/errors.js';

export interface JsonBounds {
  /** Maximum nesting of brackets. */
  readonly depth: number;
  /** Maximum number of values and keys. */
  readonly count: number;
}

/**
 * Parses untrusted JSON. Checks depth and count before parsing; the caller limits the size.
 * @throws CommandRejected `envelope.limits`, `envelope.json`, or `envelope.schema` naming the first invalid place.
 */
export function parseJson<T>(bytes: Buffer, schema: z.ZodType<T>, bounds: JsonBounds): T {
  checkBounds(bytes, bounds);
  let value: unknown;
  try {
    value = JSON.parse(bytes.toString('utf8'));
  } catch (cause) {
    throw new CommandRejected('envelope.json', 'the message is not JSON', {
      remedy: 'Send one JSON object in UTF-8.',
      cause,
    });
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') || 'the message';
  throw new CommandRejected('envelope.schema', `${place}: ${issue?.message}`.slice(0, 300), {
    remedy: 'Compare the message with the schemas in docs/protocol/schemas.',
  });
}

const quote = 0x22;
const backslash = 0x5c;
const openers = new Set([0x5b, 0x7b]);
const closers = new Set([0x5d, 0x7d]);
const separators = new Set([0x2c, 0x3a]);

/** One pass over the bytes; in UTF-8, none of these occurs within another character. */
function checkBounds(bytes: Buffer, { depth, count }: JsonBounds): void {
  let deep = 0;
  let many = 1;
  let quoted = false;
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (quoted) {
      if (byte === backslash) i++;
      else if (byte === quote) quoted = false;
    } else if (byte === quote) quoted = true;
    else if (openers.has(byte)) deep++;
    else if (closers.has(byte)) deep--;
    else if (separators.has(byte)) many++;
    if (deep > depth || many > count) {
      throw new CommandRejected('envelope.limits', `the message has more than ${depth} levels or ${count} values`, {
        remedy: 'Send a message that matches the schemas in docs/protocol/schemas.',
      });
    }
  }
}
