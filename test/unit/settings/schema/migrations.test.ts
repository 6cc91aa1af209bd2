import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
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

describe('format 2: liveness.policy is liveness.level', () => {
  it.each<[string, object]>([
    ['liveness: { policy: required }', { level: 'standard' }],
    ['liveness: { policy: unchecked }', { level: 'unchecked' }],
    ['version: 1\nliveness: { "policy": "required" }', { level: 'standard' }],
    ['liveness: { level: strict }', { level: 'strict' }],
    // Validation reports these, under the present name.
    ['liveness: { policy: off }', { level: 'off' }],
    ['liveness: { policy: false }', { level: false }],
    ['liveness: { policy: }', { level: null }],
    ['liveness: { policy: [required] }', { level: ['required'] }],
    // Both names: the stricter value holds.
    ['liveness: { policy: required, level: unchecked }', { level: 'standard' }],
    ['liveness: { policy: required, level: standard }', { level: 'standard' }],
    ['liveness: { policy: required, level: strict }', { level: 'strict' }],
    ['liveness: { level: standard, policy: unchecked }', { level: 'standard' }],
    ['liveness: { level: unchecked, policy: unchecked }', { level: 'unchecked' }],
  ])('%s', (text, liveness) => {
    const { text: now, done } = migrate(text);
    expect(parse(now)).toEqual({ version: 2, liveness });
    expect(done).toHaveLength(1);
    expect(migrate(now)).toEqual({ text: now, done: [] });
  });

  it.each(['door: { release: 3s }\n', 'liveness:\n', 'liveness: 5\n', 'liveness: [policy]\n'])(
    'changes only the version of %j',
    (text) => expect(parse(migrate(text).text)).toEqual({ ...parse(text), version: 2 }),
  );

  it('keeps comments and order', () => {
    const text = `# mine
version: 1 # Format

liveness:
  # Nobody gets in yet.
  policy: required # until the next release
door:
  release: 3s # fast

# the end
`;
    const after = text.replace('version: 1', 'version: 2').replace('policy: required', 'level: standard');
    expect(migrate(text).text).toBe(after);
  });
});
