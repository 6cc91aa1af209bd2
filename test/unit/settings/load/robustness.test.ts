import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { ConfigError } from '../../../../src/base/errors.js';
import { loadConfig } from '../../../../src/settings/load/load.js';
import { keysAt } from '../../../../src/settings/schema/schema-tree.js';
import { fc } from '../../../support/property.js';

let file: string;
beforeAll(() => {
  file = join(mkdtempSync(join(tmpdir(), 'ostiary-fuzz-')), 'terminal.yaml');
});
afterAll(() => rmSync(join(file, '..'), { recursive: true }));

/** Loads, or is refused with a report that names a place in every line; anything else fails the test. */
function loadsOrReports(text: string | Uint8Array, env: Record<string, string> = {}): void {
  writeFileSync(file, text);
  try {
    loadConfig(file, { env, packageRoot: '/' });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    expect(error.code).toBe('config.invalid');
    expect(error.message.split('\n')).toEqual(error.context.faults);
    for (const line of error.context.faults as string[])
      expect(line).toMatch(/^(?:terminal\.yaml:\d+|OSTIARY_\S*)[ :]/);
  }
}

const names = [...keysAt([]), ...keysAt([]).flatMap((section) => keysAt([section])), 'line', '__proto__', '<<', ''];
const leaf = fc.oneof(
  fc.constantFrom(
    '5s',
    'gpio',
    'pipe',
    'frames',
    'simulated',
    '$OSTIARY_SHARED/x',
    'required',
    null,
    true,
    0,
    -1,
    1e300,
  ),
  fc.string({ unit: 'binary' }),
  fc.double(),
);
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.array(tie('tree'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('tree'), { maxKeys: 6 }),
  ),
}));
const settings = fc.dictionary(
  fc.constantFrom(...keysAt([])),
  fc.dictionary(fc.constantFrom(...names), tree, { maxKeys: 8 }),
  { maxKeys: 6 },
);

it('bears any text', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.uint8Array()), (text) =>
      loadsOrReports(text),
    ),
    { numRuns: 300 },
  );
});

it('bears text made of YAML syntax', () => {
  const token = fc.constantFrom(
    ...[
      'door',
      'camera',
      'release',
      ':',
      ': ',
      '\n',
      '  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&a ',
      '*a',
      '!!binary ',
      '!x ',
    ],
    ...[
      '|',
      '>',
      '? ',
      '<<',
      '"',
      "'",
      '#',
      '%YAML 1.1\n',
      '---\n',
      '...\n',
      '\t',
      '!!set ',
      '!!omap ',
      '!!pairs ',
      '~',
      '\0',
    ],
  );
  const text = fc.array(token, { maxLength: 40 }).map((tokens) => tokens.join(''));
  fc.assert(
    fc.property(text, (sample) => loadsOrReports(sample)),
    { numRuns: 300 },
  );
});

it('bears any settings', () => {
  fc.assert(
    fc.property(fc.oneof(settings, tree), (value) => loadsOrReports(stringify(value))),
    { numRuns: 300 },
  );
});

it('bears any environment', () => {
  const segment = fc.oneof(fc.constantFrom(...names), fc.string({ maxLength: 6 }));
  const name = fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .map((parts) => `OSTIARY_${parts.join('__').replace(/\s/g, '')}`);
  const env = fc.dictionary(name, fc.oneof(fc.string(), fc.constantFrom('[a', '{}', '5s', '[1, 2]', '*a')), {
    maxKeys: 5,
  });
  fc.assert(
    fc.property(settings, env, (value, variables) => loadsOrReports(stringify(value), variables)),
    { numRuns: 300 },
  );
});

it('bears any damage to the example', () => {
  const example = readFileSync(fileURLToPath(new URL('../../../../config/terminal.yaml', import.meta.url)));
  const damage = fc.array(fc.tuple(fc.nat(example.length - 1), fc.integer({ min: 0, max: 255 })), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(
    fc.property(damage, (bytes) => {
      const copy = Uint8Array.from(example);
      for (const [at, byte] of bytes) copy[at] = byte;
      loadsOrReports(copy);
    }),
    { numRuns: 300 },
  );
});
