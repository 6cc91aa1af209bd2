import { existsSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readText } from '../../platform/read-text.js';
import type { Mount, Wear } from '../domain/disk.js';

/** The mount that contains `path` (absolute), from the text of /proc/self/mountinfo (proc(5)). */
export function mountOf(path: string, mountinfo: string): Mount | undefined {
  const mounts = mountinfo.split('\n').flatMap((line): Mount[] => {
    const [before = '', after = ''] = line.split(' - ');
    const [, , device, , point, options] = before.split(' ');
    const [type, source, superOptions] = after.split(' ');
    if (!device || !point || !options || !type || !source) return [];
    const readOnly = [options, superOptions ?? ''].some((text) => text.split(',').includes('ro'));
    return [{ point: unescaped(point), type, source, device, readOnly }];
  });
  const holds = ({ point }: Mount): boolean => path === point || path.startsWith(point === '/' ? '/' : `${point}/`);
  // The longest match; of equal ones the last, which covers the others.
  return mounts
    .filter(holds)
    .reduce<Mount | undefined>(
      (best, mount) => (best === undefined || mount.point.length >= best.point.length ? mount : best),
      undefined,
    );
}

const unescaped = (point: string): string =>
  point.replace(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));

/** What the kernel reports about the wear of the medium. SD cards themselves report nothing. */
export function wearOf({ device, source, type }: Mount): Wear {
  const ext4 = type === 'ext4' ? `/sys/fs/ext4/${basename(source)}` : undefined;
  const number = (path: string | undefined): number | undefined => {
    const text = path === undefined ? undefined : readText(path);
    return text === undefined || !/^\d+$/.test(text) ? undefined : Number(text);
  };
  const errors = number(ext4 && `${ext4}/errors_count`);
  const written = number(ext4 && `${ext4}/lifetime_write_kbytes`);
  const disk = diskFolder(device);
  const life = disk === undefined ? undefined : readText(join(disk, 'device/life_time'));
  const eol = disk === undefined ? undefined : readText(join(disk, 'device/pre_eol_info'));
  return {
    ...(life === undefined ? {} : { lifeTime: Math.max(...life.split(/\s+/).map(Number)) }),
    ...(eol === undefined ? {} : { preEol: Number(eol) }),
    ...(errors === undefined ? {} : { errors }),
    ...(written === undefined ? {} : { writtenGiB: Math.round(written / 2 ** 20) }),
  };
}

/** The sysfs folder of the whole disk, which contains those of its partitions. */
function diskFolder(device: string): string | undefined {
  const link = `/sys/dev/block/${device}`;
  if (!existsSync(link)) return undefined;
  const folder = realpathSync(link);
  return existsSync(join(folder, 'partition')) ? join(folder, '..') : folder;
}
