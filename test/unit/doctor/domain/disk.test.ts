import { describe, expect, it } from 'vitest';
import { type DiskReading, judgeDisk } from '../../../../src/doctor/domain/disk.js';
import { mountOf } from '../../../../src/doctor/machine/mount.js';

/** Lines of /proc/self/mountinfo of Raspberry Pi OS (trimmed), and of a container with a read-only bind mount. */
const mountinfo = `24 1 179:2 / / rw,noatime shared:1 - ext4 /dev/mmcblk0p2 rw
25 24 0:21 / /run rw,nosuid,nodev shared:3 - tmpfs tmpfs rw,size=189260k,mode=755
73 24 179:1 / /boot/firmware rw,relatime shared:37 - vfat /dev/mmcblk0p1 rw,fmask=0022
80 24 8:1 /data /mnt/my\\040data ro,relatime shared:40 - ext4 /dev/sda1 rw`;

describe('mountOf', () => {
  it.each([
    ['/var/lib/ostiary', '/', '/dev/mmcblk0p2', false],
    ['/run/ostiary', '/run', 'tmpfs', false],
    ['/running', '/', '/dev/mmcblk0p2', false],
    ['/mnt/my data/x', '/mnt/my data', '/dev/sda1', true],
  ])('finds the mount of %s', (path, point, source, readOnly) => {
    expect(mountOf(path, mountinfo)).toMatchObject({ point, source, readOnly });
  });

  it('finds none in a text that is none', () => expect(mountOf('/a', 'nonsense\n')).toBeUndefined());
});

describe('judgeDisk', () => {
  const card = mountOf('/var/lib/ostiary', mountinfo);
  const reading = (change: Partial<DiskReading>): DiskReading => ({
    folder: '/var/lib/ostiary',
    freeBytes: 20e9,
    totalBytes: 31e9,
    wear: { errors: 0, writtenGiB: 210 },
    // 20 writes of this development machine, loaded by a build.
    writes: [0.9, 0.91, 0.95, 0.98, 1, 1.02, 1.05, 1.1, 1.12, 1.2, 1.3, 1.31, 1.4, 1.5, 1.7, 1.9, 2.2, 2.9, 4.1, 12.9],
    ...(card === undefined ? {} : { mount: card }),
    ...change,
  });
  const levels = (change: Partial<DiskReading>) => judgeDisk(reading(change)).map(({ level }) => level);

  it.each<[string, Partial<DiskReading>, string[]]>([
    ['a good card', {}, ['ok', 'ok', 'ok']],
    ['little space', { freeBytes: 300 * 2 ** 20 }, ['warn', 'ok', 'ok']],
    ['no space', { freeBytes: 50 * 2 ** 20, writes: 'ENOSPC: no space left on device' }, ['fail', 'fail', 'ok']],
    ['a card that stalls', { writes: [3, 4, 900] }, ['ok', 'fail', 'ok']],
    ['a slow card', { writes: [20, 30, 120] }, ['ok', 'warn', 'ok']],
    ['file system errors', { wear: { errors: 3 } }, ['ok', 'ok', 'fail']],
    ['a worn eMMC', { wear: { lifeTime: 9, preEol: 1 } }, ['ok', 'ok', 'warn']],
    ['an eMMC beyond its life', { wear: { lifeTime: 11, preEol: 3 } }, ['ok', 'ok', 'fail']],
  ])('%s', (_, change, expected) => expect(levels(change)).toEqual(expected));

  it('warns of a state folder in memory, and fails one that is read-only', () => {
    const inMemory = mountOf('/run/x', mountinfo);
    const readOnly = mountOf('/mnt/my data', mountinfo);
    if (!inMemory || !readOnly) throw new Error('no mount');
    expect(levels({ mount: inMemory })[0]).toBe('warn');
    expect(levels({ mount: readOnly })[0]).toBe('fail');
  });

  it('words what was seen', () => {
    const [space, latency, wear] = judgeDisk(reading({ wear: { lifeTime: 2 } }));
    expect(space?.seen).toBe('19073 of 29564 MiB free in /var/lib/ostiary');
    expect(latency?.seen).toBe('a durable write takes 1.3 ms (median), 12.9 ms (p95 of 20)');
    expect(wear?.seen).toBe('/dev/mmcblk0p2: 10 to 20 % worn');
  });
});
