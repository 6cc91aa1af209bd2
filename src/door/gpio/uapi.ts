/** Layouts and numbers of <linux/gpio.h>, GPIO character device uAPI v2; the same on x86-64, arm64 and arm. Little-endian. */

const ioc = (direction: number, nr: number, size: number) =>
  ((direction << 30) | (size << 16) | (0xb4 << 8) | nr) >>> 0;
const read = 2;
const readWrite = 3;

export const chipInfoBytes = 68;
const lineInfoBytes = 256;
const lineRequestBytes = 592;
export const lineEventBytes = 48;
export const pollFdBytes = 8;

export const getChipInfo = ioc(read, 0x01, chipInfoBytes);
export const getLineInfo = ioc(readWrite, 0x05, lineInfoBytes);
export const getLine = ioc(readWrite, 0x07, lineRequestBytes);
export const getValues = ioc(readWrite, 0x0e, 16);
export const setValues = ioc(readWrite, 0x0f, 16);

export const flag = {
  used: 1n,
  activeLow: 2n,
  input: 4n,
  output: 8n,
  rising: 16n,
  falling: 32n,
  pullUp: 256n,
  pullDown: 512n,
  biasDisabled: 1024n,
} as const;

const attributeOutputValues = 2;
const eventRising = 1;

export interface ChipInfo {
  readonly name: string;
  readonly label: string;
  readonly lines: number;
}

export function decodeChipInfo(info: Buffer): ChipInfo {
  return { name: text(info, 0, 32), label: text(info, 32, 64), lines: info.readUInt32LE(64) };
}

export interface LineInfo {
  readonly name: string;
  /** Name of the line's holder; empty if free. */
  readonly consumer: string;
  readonly used: boolean;
}

export function encodeLineInfo(offset: number): Buffer {
  const info = Buffer.alloc(lineInfoBytes);
  info.writeUInt32LE(offset, 64);
  return info;
}

export function decodeLineInfo(info: Buffer): LineInfo {
  return {
    name: text(info, 0, 32),
    consumer: text(info, 32, 64),
    used: (info.readBigUInt64LE(72) & flag.used) !== 0n,
  };
}

export interface LineRequest {
  readonly offset: number;
  /** At most 31 bytes are used. */
  readonly consumer: string;
  readonly flags: bigint;
  /** Initial logical level of an output, set without a glitch. */
  readonly value?: boolean;
}

/** `struct gpio_v2_line_request` for one line; the kernel writes the descriptor into it. */
export function encodeLineRequest({ offset, consumer, flags, value }: LineRequest): Buffer {
  const config = 288;
  const request = Buffer.alloc(lineRequestBytes);
  request.writeUInt32LE(offset, 0);
  request.write(consumer, 256, 31);
  request.writeBigUInt64LE(flags, config);
  let attributes = 0;
  const attribute = (id: number, payload: bigint) => {
    const at = config + 32 + attributes * 24;
    request.writeUInt32LE(id, at);
    request.writeBigUInt64LE(payload, at + 8);
    request.writeBigUInt64LE(1n, at + 16);
    attributes++;
  };
  if (value !== undefined) attribute(attributeOutputValues, value ? 1n : 0n);
  request.writeUInt32LE(attributes, config + 8);
  request.writeUInt32LE(1, 560);
  return request;
}

export const descriptorOf = (request: Buffer): number => request.readInt32LE(588);

/** `struct gpio_v2_line_values` for one line. */
export function encodeValue(value: boolean): Buffer {
  const values = Buffer.alloc(16);
  values.writeBigUInt64LE(value ? 1n : 0n, 0);
  values.writeBigUInt64LE(1n, 8);
  return values;
}

export const decodeValue = (values: Buffer): boolean => (values.readBigUInt64LE(0) & 1n) === 1n;

export interface Edge {
  /** Logical level after the edge: the kernel applies active-low. */
  readonly active: boolean;
  /** CLOCK_MONOTONIC. */
  readonly nanos: bigint;
}

/** The events in the first `length` bytes read from a line's descriptor. */
export function decodeEdges(events: Buffer, length: number): readonly Edge[] {
  const edges: Edge[] = [];
  for (let at = 0; at + lineEventBytes <= length; at += lineEventBytes) {
    edges.push({ nanos: events.readBigUInt64LE(at), active: events.readUInt32LE(at + 8) === eventRising });
  }
  return edges;
}

function text(bytes: Buffer, from: number, to: number): string {
  const end = bytes.indexOf(0, from);
  return bytes.toString('utf8', from, end < 0 || end > to ? to : end);
}
