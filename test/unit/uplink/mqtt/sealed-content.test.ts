import { createSecretKey, generateKeyPairSync, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { command } from '../../../../src/protocol/schemas/command.js';
import { sealFor } from '../../../../src/protocol/wire/sealed.js';
import { SealedContent } from '../../../../src/uplink/mqtt/sealed-content.js';
import { sealToGroup } from '../../../support/seal.js';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const groupKey = createSecretKey(randomBytes(32));
const content = await SealedContent.with(privateKey, (id) => (/^[0-9a-f]{16}$/.test(id) ? groupKey : undefined));
const enrolment = { person: { id: 'ada', name: 'Ada' }, photos: [Buffer.from('a photo').toString('base64')] };
const plain = (value: object): Buffer => Buffer.from(JSON.stringify(value));

it.each([
  ['the terminal', () => sealFor(content.publicKey, plain(enrolment))],
  ['its group', () => sealToGroup(plain(enrolment), groupKey)],
])('an enrolment that was sealed for %s opens', async (_, seal) => {
  expect(await content.enrolment(await seal())).toEqual({
    person: { id: 'ada', name: 'Ada', enabled: true },
    photos: [Buffer.from('a photo')],
    templates: [],
    allowSimilar: false,
  });
});

const stranger = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });
it.each([
  ['for another terminal', () => sealFor(stranger as never, plain(enrolment)), 'envelope.seal-key'],
  [
    'with another key of the group',
    () => sealToGroup(plain(enrolment), createSecretKey(randomBytes(32))),
    'envelope.sealed',
  ],
  [
    'and altered',
    async () => (await sealToGroup(plain(enrolment), groupKey)).replace(/.{22}$/, 'A'.repeat(22)),
    'envelope.sealed',
  ],
  ['and is no enrolment', () => sealToGroup(plain({ person: 'ada' }), groupKey), 'envelope.schema'],
])('content that was sealed %s is refused', async (_, seal, code) => {
  await expect(content.enrolment(await seal())).rejects.toThrow(expect.objectContaining({ code }));
});

it('an enrolment in clear is refused', () => {
  const head = {
    id: '7e8b0b3e-5d7e-4b52-9f2e-9b7a7f1f0c11',
    site: 'hq',
    target: 'door-1',
    issued: 1,
    expires: 2,
    counter: 1,
  };
  expect(command.safeParse({ ...head, command: 'enroll', args: enrolment }).success).toBe(false);
});
