import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  keyIdOf,
  parseSigned,
  publicKeyOf,
  rawPublicKey,
  requireSignature,
  signText,
} from '../../../../src/protocol/wire/jws.js';

const { privateKey, publicKey } = generateKeyPairSync('ed25519');
const other = generateKeyPairSync('ed25519').publicKey;
const text = signText({ hello: 'wörld' }, 'ostiary-command', privateKey);
const parse = (signed: string) => parseSigned(Buffer.from(signed), 'ostiary-command');
const refused = (signed: string) =>
  expect(() => parse(signed)).toThrow(expect.objectContaining({ code: 'envelope.malformed' }));

describe('signed texts', () => {
  it('verify with their key, and carry the bytes that were signed', () => {
    const signed = parse(text);
    requireSignature(signed, publicKey);
    expect(JSON.parse(signed.payload.toString())).toEqual({ hello: 'wörld' });
    expect(signed.keyId).toBe(keyIdOf(rawPublicKey(privateKey)));
    expect(publicKeyOf(rawPublicKey(publicKey)).equals(publicKey)).toBe(true);
  });

  it('do not verify with another key, or when a character was changed', () => {
    expect(() => requireSignature(parse(text), other)).toThrow(expect.objectContaining({ code: 'envelope.signature' }));
    const [header, payload, signature] = text.split('.') as [string, string, string];
    const forged = Buffer.from('{"hello":"w0rld"}').toString('base64url');
    expect(payload).not.toBe(forged);
    expect(() => requireSignature(parse(`${header}.${forged}.${signature}`), publicKey)).toThrow(/does not match/);
  });

  it('serve one purpose only', () => {
    expect(() => parseSigned(Buffer.from(text), 'ostiary-keys')).toThrow(/ostiary-keys/);
  });

  it.each([
    ['nothing', ''],
    ['JSON', '{"hello":"world"}'],
    ['no signature', text.slice(0, text.lastIndexOf('.'))],
    ['the algorithm none', `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.${'A'.repeat(86)}`],
    ['a header with more in it', withHeader({ crit: ['x'] })],
    ['a key id that is none', withHeader({ kid: '../../etc/passwd' })],
    ['a signature with stray trailing bits', text.replace(/.$/, 'B')],
  ])('are refused as %s', (_, signed) => refused(signed));
});

function withHeader(more: object): string {
  const header = { alg: 'EdDSA', kid: keyIdOf(rawPublicKey(publicKey)), typ: 'ostiary-command', ...more };
  const [, payload, signature] = text.split('.');
  return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${payload}.${signature}`;
}
