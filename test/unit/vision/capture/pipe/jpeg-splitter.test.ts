import { describe, expect, it } from 'vitest';
import { instant } from '../../../../../src/base/units.js';
import { JpegSplitter } from '../../../../../src/vision/capture/pipe/jpeg-splitter.js';
import { fc } from '../../../../support/property.js';

const soi = [0xff, 0xd8];
const eoi = [0xff, 0xd9];
const segment = (kind: number, payload: readonly number[]) => [
  0xff,
  kind,
  (payload.length + 2) >> 8,
  (payload.length + 2) & 255,
  ...payload,
];
/** A thumbnail in the header, a stuffed FF, a restart marker, a second scan, and a fill byte before the end. */
const tricky = [
  ...soi,
  ...segment(0xe1, [...soi, 1, 2, ...eoi]),
  ...segment(0xda, [1, 2, 3]),
  ...[10, 0xff, 0x00, 11, 0xff, 0xd3, 12],
  ...segment(0xc4, [0xff, 0xd9]),
  ...segment(0xda, [4]),
  ...[13, 0xff, 0xff, 0xd9],
];
const plain = [...soi, ...segment(0xdb, [1]), ...segment(0xda, [2]), 3, 4, ...eoi];

function split(chunks: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const got: number[][] = [];
  const splitter = new JpegSplitter((jpeg) => got.push([...jpeg]));
  for (const [i, chunk] of chunks.entries()) splitter.push(Uint8Array.from(chunk), instant(i));
  return got;
}

describe('JpegSplitter', () => {
  it('finds pictures at their markers, not at what looks like them', () => {
    expect(split([[...tricky, ...plain]])).toEqual([tricky, plain]);
  });

  it('skips what lies between pictures', () => {
    const boundary = [...Buffer.from('\r\n--frame\r\nContent-Type: image/jpeg\r\n\r\n')];
    expect(split([[...boundary, ...plain, 0, 0, 0xff, ...boundary, ...tricky, ...boundary]])).toEqual([plain, tricky]);
  });

  it('begins anew where a picture was cut short', () => {
    expect(split([[...plain.slice(0, -3), ...plain]])).toEqual([plain]);
  });

  it('cuts any chunks into the same pictures', () => {
    const stream = [1, 0xff, ...tricky, 0xff, ...plain, 7, ...plain, ...tricky.slice(0, 9)];
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 12 }), { maxLength: 100 }), (cuts) => {
        const chunks: number[][] = [];
        let at = 0;
        for (const cut of cuts) {
          chunks.push(stream.slice(at, at + cut));
          at += cut;
        }
        expect(split([...chunks, stream.slice(at)])).toEqual([tricky, plain, plain]);
      }),
    );
  });

  it('survives any bytes', () => {
    const hostile = fc.array(fc.constantFrom(0xff, 0xd8, 0xd9, 0xda, 0xe0, 0x00, 0x01, 0x02, 0x10), { maxLength: 300 });
    fc.assert(fc.property(fc.array(hostile, { maxLength: 5 }), (chunks) => void split(chunks)));
  });

  it('gives up a picture that never ends', () => {
    const got: number[] = [];
    const splitter = new JpegSplitter((jpeg) => got.push(jpeg.length));
    splitter.push(Uint8Array.from([...soi, ...segment(0xda, [1])]), instant(0));
    for (let i = 0; i < 17; i++) splitter.push(new Uint8Array(1024 * 1024), instant(i));
    expect(splitter.held).toBe(0);
    splitter.push(Uint8Array.from(plain), instant(20));
    expect(got).toEqual([plain.length]);
  });

  it('stamps a picture with the arrival of its beginning', () => {
    const begun: number[] = [];
    const splitter = new JpegSplitter((_, begunAt) => begun.push(begunAt));
    splitter.push(Uint8Array.from([...plain, ...plain.slice(0, 3)]), instant(10));
    splitter.push(Uint8Array.from(plain.slice(3)), instant(20));
    expect(begun).toEqual([10, 10]);
  });
});
