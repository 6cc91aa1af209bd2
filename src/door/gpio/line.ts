import { closeSync } from 'node:fs';
import { ioctl } from '../../platform/libc.js';
import type { InputPlace, LinePlace } from '../ports/door-wiring.js';
import type { FoundLine } from './chip.js';
import { lineInfo, withChip } from './chips.js';
import { lineBusy, lineRefused } from './faults.js';
import {
  decodeValue,
  descriptorOf,
  encodeLineRequest,
  encodeValue,
  flag,
  getLine,
  getValues,
  type LineRequest,
  setValues,
} from './uapi.js';

/** A line held until `close`. The kernel opens its descriptor close-on-exec, so children never inherit the relay. */
export class Line {
  readonly found: FoundLine;
  readonly fd: number;
  #closed = false;

  constructor(found: FoundLine, fd: number) {
    this.found = found;
    this.fd = fd;
  }

  /** Logical level. @throws SystemCallError */
  get(): boolean {
    const values = encodeValue(false);
    ioctl(this.fd, getValues, values);
    return decodeValue(values);
  }

  /** @throws SystemCallError */
  set(value: boolean): void {
    ioctl(this.fd, setValues, encodeValue(value));
  }

  /** Idempotent. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.fd);
  }
}

/**
 * An output that has its level from the start. The pull is set to the inactive side: it remains when the process dies and the kernel turns
 * the line into an input, so that the coil drops as far as a pull can achieve that.
 * @throws HardwareFault `door.line-busy`, `door.line-refused`
 */
export function requestOutput(found: FoundLine, place: LinePlace, consumer: string, value: boolean): Line {
  const flags = flag.output | (place.activeLow ? flag.activeLow | flag.pullUp : flag.pullDown);
  return request(found, { offset: found.offset, consumer, flags, value });
}

const biasFlags = { pullUp: flag.pullUp, pullDown: flag.pullDown, disabled: flag.biasDisabled } as const;

/**
 * An input with both edges.
 * @throws HardwareFault `door.line-busy`, `door.line-refused`
 */
export function requestInput(found: FoundLine, place: InputPlace, consumer: string): Line {
  const flags =
    flag.input | flag.rising | flag.falling | biasFlags[place.bias] | (place.activeLow ? flag.activeLow : 0n);
  return request(found, { offset: found.offset, consumer, flags });
}

function request(found: FoundLine, wanted: LineRequest): Line {
  const encoded = encodeLineRequest(wanted);
  try {
    withChip(found.chip.path, (fd) => ioctl(fd, getLine, encoded));
  } catch (cause) {
    if (codeOf(cause) === 'EBUSY') throw lineBusy(found, lineInfo(found).consumer);
    throw codeOf(cause) === undefined || isDenied(cause) ? cause : lineRefused(found, cause);
  }
  return new Line(found, descriptorOf(encoded));
}

function codeOf(cause: unknown): unknown {
  return cause instanceof Error && 'code' in cause ? cause.code : undefined;
}

const isDenied = (cause: unknown) => codeOf(cause) === 'door.gpio-denied';
