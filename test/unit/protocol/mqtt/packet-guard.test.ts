import { expect, it } from 'vitest';
import { PacketGuard } from '../../../../src/protocol/mqtt/packet-guard.js';
import { fc } from '../../../support/property.js';

const most = 20_000;

function packet(length: number): Buffer {
  const header = [0x30];
  for (let rest = length; ; rest = Math.floor(rest / 128)) {
    header.push(rest >= 128 ? (rest % 128) | 128 : rest);
    if (rest < 128) break;
  }
  return Buffer.concat([Buffer.from(header), Buffer.alloc(length, 0xff)]);
}

it('lets packets pass that are short enough, however they are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(most), { maxLength: 6 }), fc.integer({ min: 1, max: 5000 }), (lengths, cut) => {
      const guard = new PacketGuard(most);
      const bytes = Buffer.concat(lengths.map(packet));
      // One `expect` for all pieces: one for each of 100,000 takes seconds.
      const pieces = Array.from({ length: Math.ceil(bytes.length / cut) }, (_, i) => i * cut);
      expect(pieces.every((at) => guard.pass(bytes.subarray(at, at + cut)))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

it('tells of one that is too long from its header alone, also after others', () => {
  const guard = new PacketGuard(most);
  expect(guard.pass(packet(most))).toBe(true);
  expect(guard.pass(packet(most + 1).subarray(0, 4))).toBe(false);
});

it('tells of a length that does not end', () => {
  expect(new PacketGuard(most).pass(Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80]))).toBe(false);
});
