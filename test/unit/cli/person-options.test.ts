import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { timestamp } from '../../../src/base/units.js';
import { addPersonOptions } from '../../../src/cli/person-options.js';
import type { Person } from '../../../src/gallery/domain/gallery.js';
import { personOf } from '../../../src/gallery/domain/person-changes.js';

/** The person that these words make of `existing`. */
function said(words: readonly string[], existing?: Person): Person {
  const command = addPersonOptions(new Command('set'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return personOf('ada', command.parse(words, { from: 'user' }).opts(), existing);
}

describe('the limits of a person', () => {
  it('takes a date for the midnight of the site, and a time for that time', () => {
    const local = new Date(2026, 11, 1).getTime();
    expect(said(['--valid-from', '2026-12-01']).validFrom).toBe(local);
    expect(said(['--valid-from', '2026-12-01T08:00:00Z']).validFrom).toBe(Date.UTC(2026, 11, 1, 8));
  });

  it.each(['2026-02-31', '2026-13-01', '2026-1-1', 'tomorrow', '2026-12-01Tnoon', '2026-12-01T25:00', ''])(
    'refuses %j as a date',
    (date) => {
      expect(() => said(['--valid-until', date])).toThrow(
        expect.objectContaining({ code: 'commander.invalidArgument' }),
      );
    },
  );

  it.each(['', 'a b', '\u001b[31m', '../x'])('refuses %j as a door', (door) => {
    expect(() => said(['--door', door])).toThrow(expect.objectContaining({ code: 'commander.invalidArgument' }));
  });

  it('keeps what is not said, and takes limits away', () => {
    const existing = { id: 'ada', name: 'Ada', enabled: false, validFrom: timestamp(5), doors: ['main'] };
    expect(said([], existing)).toEqual(existing);
    expect(said(['--enable', '--valid-from', 'none', '--door', 'all'], existing)).toEqual({
      id: 'ada',
      name: 'Ada',
      enabled: true,
    });
    expect(said(['--door', 'main', 'back.2'], existing).doors).toEqual(['main', 'back.2']);
  });

  it('refuses what contradicts itself', () => {
    expect(() => said(['--enable', '--disable'])).toThrow(
      expect.objectContaining({ code: 'person.access', exitCode: 64 }),
    );
    expect(() => said(['--valid-from', '2026-12-02', '--valid-until', '2026-12-01'])).toThrow(
      expect.objectContaining({ code: 'person.validity', exitCode: 65 }),
    );
  });

  it.each(['', ' ', 'a\nb', 'x'.repeat(201), '\u001b[2J'])('refuses %j as a name', (name) => {
    expect(() => said(['--name', name])).toThrow(expect.objectContaining({ code: 'person.name' }));
  });
});
