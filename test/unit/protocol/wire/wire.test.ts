import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { schemaFiles } from '../../../../src/protocol/schemas/all.js';
import { command } from '../../../../src/protocol/schemas/command.js';
import { parseJson } from '../../../../src/protocol/wire/bounded-json.js';
import { isResponseTopic, parseTopic, payloadLimit, topics } from '../../../../src/protocol/wire/topics.js';

describe('topics', () => {
  it.each([
    [topics.request('hq', 'door-1', 'unlock'), { kind: 'request', to: 'door-1', command: 'unlock' }],
    [topics.request('hq', '@lobby', 'mode'), { kind: 'request', to: '@lobby', command: 'mode' }],
    [topics.eventAck('hq', 'door-1'), { kind: 'eventAck', to: 'door-1' }],
    [topics.keys('hq'), { kind: 'keys' }],
    [topics.manifest('hq', 'lobby'), { kind: 'manifest', group: 'lobby' }],
    [topics.chunk('hq', 'lobby', 'ab'), { kind: 'chunk', group: 'lobby', sha256: 'ab' }],
    [topics.state('hq', 'door-1'), { kind: 'state', to: 'door-1' }],
    [topics.request('hq', 'door-1', 'self-destruct'), undefined],
    [topics.request('other', 'door-1', 'unlock'), undefined],
    [topics.keys('hq').replace('@site', '@lobby'), undefined],
    ['ostiary/v1/hq/lobby/gallery/manifest', undefined],
    ['ostiary/v1/hq/', undefined],
    ['', undefined],
  ])('%s', (topic, inbound) => {
    expect(parseTopic('hq', topic)).toEqual(inbound);
  });

  it('bound their payloads: only enrolments may be large', () => {
    const limit = (name: 'unlock' | 'enroll') => payloadLimit({ kind: 'request', to: 'door-1', command: name });
    expect(limit('unlock')).toBe(16384);
    expect(limit('enroll')).toBeGreaterThan(1024 * 1024);
  });

  it('let answers go nowhere but to answers', () => {
    expect(isResponseTopic('hq', 'door-1', 'ostiary/v1/hq/reply/panel')).toBe(true);
    expect(isResponseTopic('hq', 'door-1', 'ostiary/v1/hq/door-1/response/unlock/panel')).toBe(true);
    for (const topic of [
      'ostiary/v1/hq/door-2/event/ack',
      'ostiary/v1/hq/reply/#',
      'ostiary/v1/hq/door-2/response/unlock',
    ])
      expect(isResponseTopic('hq', 'door-1', topic)).toBe(false);
  });
});

describe('JSON', () => {
  const bounds = { depth: 3, count: 10 };
  const parse = (text: string) => parseJson(Buffer.from(text), z.json(), bounds);

  it.each([
    ['deep', '[[[[]]]]', 'envelope.limits'],
    ['many', `[${'1,'.repeat(20)}1]`, 'envelope.limits'],
    ['broken', '{"a":', 'envelope.json'],
    ['empty', '', 'envelope.json'],
  ])('that is %s is refused', (_, text, code) => {
    expect(() => parse(text)).toThrow(expect.objectContaining({ code }));
  });

  it('may hold brackets, quotes and commas in its texts', () => {
    expect(parse('{"a":"[[[[\\"[[,,,,,,,,,,,,,"}')).toEqual({ a: '[[[["[[,,,,,,,,,,,,,' });
  });

  it('names the place of what its schema refuses', () => {
    const wrong = { id: '7e8b0b3e-5d7e-4b52-9f2e-9b7a7f1f0c11', site: 'hq', target: 'door-1', command: 'unlock' };
    const text = JSON.stringify({ ...wrong, issued: 1, expires: 2, counter: 0, args: { now: true } });
    expect(() => parseJson(Buffer.from(text), command, { depth: 8, count: 100 })).toThrow(/counter/);
  });
});

describe('the published JSON Schemas', () => {
  it.each([...schemaFiles()])('%s is current: node dist/protocol/write-schemas.js', (name, text) => {
    const folder = new URL('../../../../docs/protocol/schemas/', import.meta.url);
    expect(readFileSync(new URL(name, folder), 'utf8')).toBe(text);
  });
});
