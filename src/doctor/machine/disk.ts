import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readText } from '../../platform/read-text.js';
import type { DiskReading } from '../domain/disk.js';
import { mountOf, wearOf } from './mount.js';

const writes = 20;

/** Writes and removes a small file in the folder (or its future parent), to measure what each audit event costs. */
export function readDisk(wanted: string): DiskReading {
  const folder = existing(wanted);
  const { bavail, blocks, bsize } = statfsSync(folder);
  const mount = mountOf(folder, readText('/proc/self/mountinfo') ?? '');
  return {
    folder,
    freeBytes: bavail * bsize,
    totalBytes: blocks * bsize,
    ...(mount === undefined ? {} : { mount }),
    wear: mount === undefined ? {} : wearOf(mount),
    writes: timeWrites(join(folder, `.ostiary-doctor-${process.pid}`)),
  };
}

const existing = (folder: string): string => (existsSync(folder) ? folder : existing(dirname(folder)));

function timeWrites(file: string): readonly number[] | string {
  try {
    const handle = openSync(file, 'wx', 0o600);
    try {
      const page = Buffer.alloc(4096, 1);
      return Array.from({ length: writes }, () => {
        const begun = performance.now();
        writeSync(handle, page);
        fsyncSync(handle);
        return Math.round((performance.now() - begun) * 100) / 100;
      }).sort((a, b) => a - b);
    } finally {
      closeSync(handle);
      rmSync(file, { force: true });
    }
  } catch (error) {
    return (error as Error).message;
  }
}
