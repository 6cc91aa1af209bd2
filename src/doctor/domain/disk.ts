import { type Finding, fail, ok, warn } from './finding.js';

export interface Mount {
  readonly point: string;
  readonly type: string;
  readonly source: string;
  /** `major:minor` */
  readonly device: string;
  readonly readOnly: boolean;
}

export interface Wear {
  /** eMMC (JEDEC 5.0): estimates in steps of 10 %, 1..11; the worse of both memory types. */
  readonly lifeTime?: number;
  /** eMMC: 1 normal, 2 warning, 3 urgent. */
  readonly preEol?: number;
  /** ext4: file system errors since the last check. */
  readonly errors?: number;
  /** ext4: GiB written over the life of the file system. */
  readonly writtenGiB?: number;
}

export interface DiskReading {
  readonly folder: string;
  readonly freeBytes: number;
  readonly totalBytes: number;
  readonly mount?: Mount;
  readonly wear: Wear;
  /** Milliseconds per 4 KiB write with fsync, sorted; or why writing failed. */
  readonly writes: readonly number[] | string;
}

const mib = 2 ** 20;
/** Room for a WAL of 16 MiB, some days of growth of the database, and the log. */
const [littleSpace, tooLittleSpace] = [500 * mib, 100 * mib];
/** A grant waits for one write, and is denied after 2 s. */
const [slowWrite, tooSlowWrite] = [50, 500];
const replace = 'Make a backup (ostiary backup) and replace the card with an industrial one (high endurance).';

export function judgeDisk(reading: DiskReading): readonly Finding[] {
  return [space(reading), latency(reading), wear(reading)];
}

function space({ folder, freeBytes, totalBytes, mount }: DiskReading): Finding {
  const seen = `${Math.round(freeBytes / mib)} of ${Math.round(totalBytes / mib)} MiB free in ${folder}`;
  const remedy =
    'Find what fills it (du -xh / | sort -h | tail) and free space, or lower audit.maxRows. With a full disk, everyone is denied.';
  if (mount?.readOnly)
    return fail(
      `${folder} is mounted read-only`,
      'Put the state folder on a writable partition, and check dmesg for errors.',
    );
  if (freeBytes < tooLittleSpace) return fail(seen, remedy);
  if (freeBytes < littleSpace) return warn(seen, remedy);
  if (mount?.type === 'tmpfs' || mount?.type === 'overlay') {
    return warn(
      `${seen}, on ${mount.type}`,
      'Move store.database to a real disk: here, people and audit log are lost when power fails.',
    );
  }
  return ok(seen);
}

function latency({ writes, folder }: DiskReading): Finding {
  if (typeof writes === 'string')
    return fail(`cannot write: ${writes}`, `Give the daemon’s user write access to ${folder}.`);
  const at = (share: number): number => writes[Math.min(writes.length - 1, Math.floor(writes.length * share))] ?? 0;
  const seen = `a durable write takes ${at(0.5)} ms (median), ${at(0.95)} ms (p95 of ${writes.length})`;
  if (at(0.95) >= tooSlowWrite) return fail(seen, replace);
  return at(0.95) >= slowWrite ? warn(seen, replace) : ok(seen);
}

function wear({ wear, mount }: DiskReading): Finding {
  const { lifeTime, preEol, errors, writtenGiB } = wear;
  const on = mount?.source ?? 'the disk';
  if (errors)
    return fail(
      `${on}: ${errors} file system errors`,
      `Check the file system (fsck) from another computer. ${replace}`,
    );
  if (lifeTime === undefined) {
    return ok(`${on} does not report its wear${writtenGiB === undefined ? '' : `; ${writtenGiB} GiB written so far`}`);
  }
  const seen =
    lifeTime > 10 ? `${on}: beyond its expected life` : `${on}: ${(lifeTime - 1) * 10} to ${lifeTime * 10} % worn`;
  if (lifeTime > 10 || preEol === 3) return fail(seen, replace);
  return lifeTime >= 9 || preEol === 2 ? warn(seen, replace) : ok(seen);
}
