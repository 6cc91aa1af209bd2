import { describe, expect, it } from 'vitest';
import {
  decodeEdges,
  decodeLineInfo,
  encodeLineInfo,
  encodeLineRequest,
  flag,
  getChipInfo,
  getLine,
  getLineInfo,
  getValues,
  setValues,
} from '../../../../src/door/gpio/uapi.js';

describe('uAPI v2', () => {
  // As a C compiler evaluates the macros of <linux/gpio.h> on x86-64 and arm64.
  it('has the request numbers of the kernel', () => {
    expect(getChipInfo).toBe(0x8044b401);
    expect(getLineInfo).toBe(0xc100b405);
    expect(getLine).toBe(0xc250b407);
    expect(getValues).toBe(0xc010b40e);
    expect(setValues).toBe(0xc010b40f);
  });

  it('requests an output with its first value', () => {
    const request = encodeLineRequest({ offset: 17, consumer: 'ostiary relay', flags: flag.output, value: true });
    expect(request.length).toBe(592);
    expect(request.readUInt32LE(0)).toBe(17);
    expect(request.toString('utf8', 256, 269)).toBe('ostiary relay');
    expect(request.readBigUInt64LE(288)).toBe(flag.output);
    expect(request.readUInt32LE(296)).toBe(1);
    expect(request.readUInt32LE(320)).toBe(2);
    expect(request.readBigUInt64LE(328)).toBe(1n);
    expect(request.readBigUInt64LE(336)).toBe(1n);
    expect(request.readUInt32LE(560)).toBe(1);
  });

  it('keeps a long consumer name ended', () => {
    const none = encodeLineRequest({ offset: 1, consumer: 'x'.repeat(60), flags: flag.input });
    expect(none.readUInt32LE(296)).toBe(0);
    expect(none[287]).toBe(0);
  });

  it('reads line info and edges', () => {
    const info = encodeLineInfo(27);
    info.write('GPIO27', 0);
    info.write('gpioset', 32);
    info.writeBigUInt64LE(flag.used | flag.output, 72);
    expect(decodeLineInfo(info)).toEqual({ name: 'GPIO27', consumer: 'gpioset', used: true });

    const events = Buffer.alloc(48 * 3);
    events.writeBigUInt64LE(123n, 0);
    events.writeUInt32LE(1, 8);
    events.writeBigUInt64LE(456n, 48);
    events.writeUInt32LE(2, 56);
    expect(decodeEdges(events, 96)).toEqual([
      { active: true, nanos: 123n },
      { active: false, nanos: 456n },
    ]);
  });
});
