import { describe, expect, it } from 'vitest';
import { formatVersion, type Migration, migrate, migrations } from '../../../../src/settings/schema/migrations.js';

const steps: readonly Migration[] = [
  {
    what: 'door.open is door.release now',
    apply: (document) => {
      document.setIn(['door', 'release'], document.getIn(['door', 'open'], true));
      document.deleteIn(['door', 'open']);
    },
  },
  { what: 'site is gone', apply: (document) => void document.delete('site') },
];

describe('migrate', () => {
  it('takes the steps that are needed, in order, and keeps comments', () => {
    const { text, done } = migrate('# mine\ndoor:\n  open: 3s # fast\nsite: x\nterminal: { name: y }\n', steps);
    expect(text).toContain('# mine');
    expect(text).toContain('release: 3s # fast');
    expect(text).toContain('name: y');
    expect(text).not.toContain('site:');
    expect(text).toContain('version: 3');
    expect(done).toEqual(steps.map(({ what }) => what));
    expect(migrate(text, steps)).toEqual({ text, done: [] });
  });

  it('takes the later steps only from a later format', () => {
    expect(migrate('version: 2\ndoor: { open: 3s }\n', steps).done).toEqual(['site is gone']);
  });

  it.each(['', 'version: 3\n', 'version: 9\n', 'version: 0\n', 'version: x\n', 'a: [', '- 1\n', 'text'])(
    'leaves %j to validation',
    (text) => expect(migrate(text, steps)).toEqual({ text, done: [] }),
  );

  it('writes the format that follows the last step', () => expect(formatVersion).toBe(migrations.length + 1));
});
