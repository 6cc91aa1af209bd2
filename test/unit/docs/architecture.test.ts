import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { page, quoted } from '../../support/pages.js';
import { root } from '../../support/places.js';

const { text } = page('docs/ARCHITECTURE.md');

/** The text under a heading, down to the next of its level. */
function section(heading: string): string {
  const [, after] = text.split(`\n## ${heading}\n`);
  return after?.split('\n## ')[0] ?? '';
}

/** The cells of every row that begins with a path. */
function rows(under: string): readonly (readonly [string, string])[] {
  return [...section(under).matchAll(/^\| `([^`]+)`\s*\| ([^|]*) \|/gm)].map(([, path = '', next = '']) => [
    path,
    next.trim(),
  ]);
}

/** Every file that the daemon loads: by import, or as a worker or child process by its URL. */
function loadedBy(entry: string): ReadonlySet<string> {
  const loaded = new Set<string>();
  const visit = (path: string): void => {
    if (loaded.has(path)) return;
    loaded.add(path);
    const source = readFileSync(join(root, path), 'utf8');
    for (const [, file = ''] of source.matchAll(/(?:from |import\(|new URL\()'(\.[^']+)\.js'/g)) {
      const next = `${join(dirname(path), file)}.ts`;
      if (existsSync(join(root, next))) visit(next);
    }
  };
  visit(entry);
  return loaded;
}

describe('docs/ARCHITECTURE.md', () => {
  it('maps every folder and entry of src/, and no other', () => {
    const here = readdirSync(join(root, 'src'), { withFileTypes: true })
      .filter(({ name }) => name !== 'version.ts')
      .map((entry) => `src/${entry.name}${entry.isDirectory() ? '/' : ''}`);
    expect(
      rows('The map')
        .map(([path]) => path)
        .toSorted(),
    ).toEqual(here.toSorted());
  });

  it.each([
    ['Boot order', 6],
    ['From camera to relay', 17],
    ['An enrolment by MQTT, from broker to gallery', 14],
  ])('%s: each file is loaded by the daemon, and holds the name beside it', (heading, atLeast) => {
    const steps = rows(heading);
    expect(steps.length).toBeGreaterThanOrEqual(atLeast);
    const lacking = steps.filter(([path, name]) => {
      const identifier = name.replaceAll('`', '');
      return (
        !existsSync(join(root, path)) || !new RegExp(`\\b${identifier}\\b`).test(readFileSync(join(root, path), 'utf8'))
      );
    });
    expect(lacking).toEqual([]);
    const loaded = loadedBy('src/main.ts');
    expect(steps.map(([path]) => path).filter((path) => !loaded.has(path))).toEqual([]);
  });

  it('repeats the import rules as .dependency-cruiser.cjs has them', () => {
    const rules = readFileSync(join(root, '.dependency-cruiser.cjs'), 'utf8');
    const [block = ''] = section('Import rules').match(/(?<=```\n)[^`]+(?=```)/) ?? [];
    const lines = block.trimEnd().split('\n');
    expect(lines.length).toBeGreaterThan(4);
    expect(lines.filter((line) => !rules.includes(` *   ${line}\n`))).toEqual([]);
  });

  it.each(['A camera source', 'A technician command', 'An MQTT command', 'A policy rule', 'A setting'])(
    'how to add: %s names files',
    (what) => {
      const [, steps = ''] = section('How to add …').split(`\n### ${what}\n`);
      const files = quoted(steps.split('\n### ')[0] ?? '').filter((name) => /^(src|test|config|docs)\//.test(name));
      expect(files.length).toBeGreaterThan(2);
    },
  );
});
