import { generateKeyPairSync } from 'node:crypto';
import { expect, it } from 'vitest';
import { CommandRejected } from '../../../src/base/errors.js';
import { commandNames, commandRules } from '../../../src/protocol/domain/command.js';
import { decodeChunk, encodeChunk } from '../../../src/protocol/wire/chunk.js';
import { parseSigned, signText } from '../../../src/protocol/wire/jws.js';
import { sealFor, sealJwk } from '../../../src/protocol/wire/sealed.js';
import { topics } from '../../../src/protocol/wire/topics.js';
import { embedding } from '../../../src/vision/domain/embedding.js';
import { gateOf } from '../../support/gate.js';
import { ManualClock } from '../../support/manual-clock.js';
import { sealToGroup } from '../../support/seal.js';
import { seed, testRandom } from '../../support/seed.js';
import { Site } from '../../support/site.js';

const rounds = Number(process.env.OSTIARY_FUZZ ?? 100_000);
const random = testRandom('fuzz');
const below = (n: number): number => Math.floor(random.next() * n);
const anyOf = <T>(list: readonly T[]): T => list[below(list.length)] as T;
const nasty = [
  '.',
  '..',
  '{',
  '[',
  '"',
  '\\',
  '\0',
  '\u{1F600}',
  'null',
  '-1',
  '1e999',
  '__proto__',
  '[[[[[[[[[[',
  '=',
  '+/',
  ' ',
];

/** A few changes of a message: bits, pieces cut, repeated, swapped for nasty ones. */
function mutate(original: Buffer): Buffer {
  let bytes = Buffer.from(original);
  for (let i = 0; i <= below(4); i++) {
    const at = below(bytes.length + 1);
    const end = Math.min(bytes.length, at + below(20));
    const kind = below(5);
    if (kind === 0 && at < bytes.length) bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    else if (kind === 1) bytes = Buffer.concat([bytes.subarray(0, at), bytes.subarray(end)]);
    else if (kind === 2) bytes = Buffer.concat([bytes.subarray(0, end), bytes.subarray(at)]);
    else if (kind === 3) bytes = Buffer.concat([bytes.subarray(0, at), Buffer.from(anyOf(nasty)), bytes.subarray(end)]);
    else bytes = bytes.subarray(0, at);
  }
  return bytes;
}

const site = new Site();
const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 64 };
const values = Buffer.alloc(256, 0x3f).toString('base64');
const sealKey = sealJwk(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey);
const args = {
  unlock: {},
  mode: { mode: 'lockdown' },
  health: {},
  time: {},
  'restart-vision': {},
  enroll: { sealed: await sealToGroup(Buffer.from(values), site.groupKey) },
  replace: { sealed: await sealFor(sealKey, Buffer.from(values)) },
  revoke: { person: 'ada' },
  policy: { revision: 3, settings: { 'recognition.minSimilarity': 0.6, 'liveness.policy': 'required' } },
  'config-get': {},
  'config-set': { settings: { 'door.release': '4s', 'recognition.maxAttempts': 2, 'quality.maxTurn': null } },
} as const;
const manifest = {
  site: 'hq',
  group: 'lobby',
  revision: 2,
  issued: 1,
  space,
  groupKey: '0'.repeat(16),
  people: 1,
  templates: 1,
  digest: 'a'.repeat(64),
  snapshot: { revision: 1, chunks: [{ sha256: 'b'.repeat(64), bytes: 10 }] },
  deltas: [{ base: 1, revision: 2, chunks: [] }],
};
const valid: readonly (readonly [topic: string, payload: Buffer])[] = [
  ...commandNames.map((name): [string, Buffer] => {
    const key = site[commandRules[name].role];
    return [topics.request('hq', 'door-1', name), Buffer.from(site.command(name, args[name], {}, key))];
  }),
  [topics.keys('hq'), Buffer.from(site.keyRing(7))],
  [topics.groupKeys('hq', 'door-1'), Buffer.from(await site.groupKeys(1, site.groupKey, sealKey))],
  [topics.manifest('hq', 'lobby'), Buffer.from(signText(manifest, 'ostiary-gallery', site.enroller))],
  [topics.eventAck('hq', 'door-1'), Buffer.from(site.ack('7e8b0b3e-5d7e-4b52-9f2e-9b7a7f1f0c11', [1, 2, 3]))],
  [topics.state('hq', 'door-1'), Buffer.from('{"online":true}')],
];
/** Where a mutation seldom makes one key look like another. */
const ofAStranger = site.command('unlock', {}, {}, generateKeyPairSync('ed25519').privateKey);
const originals: typeof valid = [...valid, [topics.request('hq', 'door-1', 'unlock'), Buffer.from(ofAStranger)]];

it('messages as they should be are believed', () => {
  const clock = new ManualClock();
  const { calls, codes, gate: inbound } = gateOf(site, clock);
  for (const [topic, payload] of valid) {
    clock.pass(2000);
    inbound.receive({ topic, payload, retained: false });
  }
  expect([...codes]).toEqual([]);
  expect(calls).toHaveLength(valid.length - 1);
});

it(`${rounds} mutated messages over every topic change nothing and crash nothing (seed ${seed})`, {
  timeout: 280_000,
}, () => {
  const clock = new ManualClock();
  const { calls, codes, gate: inbound } = gateOf(site, clock);
  const before = process.memoryUsage.rss();
  for (let i = 0; i < rounds; i++) {
    clock.pass(20);
    const [topic, payload] = anyOf(originals);
    const mutated = mutate(payload);
    if (mutated.toString('latin1').trimEnd() === payload.toString('latin1')) continue;
    const elsewhere = below(10) === 0 ? mutate(Buffer.from(topic)).toString() : topic;
    inbound.receive({
      topic: elsewhere,
      payload: mutated,
      retained: below(20) === 0,
      correlation: mutated.subarray(0, 8),
    });
  }
  expect(calls).toEqual([]);
  expect([...codes.keys()]).toEqual(
    expect.arrayContaining(['envelope.malformed', 'envelope.signature', 'key.unknown']),
  );
  expect(process.memoryUsage.rss() - before).toBeLessThan(300 * 1024 * 1024);
});

it(`payloads that a key of the site signed, but that are not as they should be, are refused (seed ${seed})`, {
  timeout: 120_000,
}, () => {
  const clock = new ManualClock();
  const { gate: inbound } = gateOf(site, clock);
  for (let i = 0; i < Math.min(rounds, 5000); i++) {
    clock.pass(2000);
    const name = anyOf(commandNames);
    const [topic, payload] = valid[commandNames.indexOf(name)] as (typeof valid)[0];
    const { payload: json } = parseSigned(payload, 'ostiary-command');
    let odd: object;
    try {
      odd = JSON.parse(mutate(json).toString()) as object;
    } catch {
      continue;
    }
    inbound.receive({
      topic,
      payload: Buffer.from(signText(odd ?? {}, 'ostiary-command', site[commandRules[name].role])),
      retained: false,
    });
  }
});

it(`mutated chunks are refused, or are whole (seed ${seed})`, { timeout: 120_000 }, () => {
  const template = embedding(
    space,
    Float32Array.from({ length: 64 }, (_, i) => Math.sin(i + 1)),
  );
  const person = { id: 'ada', name: 'Ada', enabled: true };
  const plain = Buffer.from(encodeChunk([{ person, templates: [template] }], ['bob'], space));
  for (let i = 0; i < Math.min(rounds, 20_000); i++) {
    try {
      const content = decodeChunk(mutate(plain), space);
      content.ids.forEach((_, k) => void content.entry(k));
    } catch (fault) {
      if (!(fault instanceof CommandRejected)) throw fault;
    }
  }
});
