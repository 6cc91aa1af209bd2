import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { page, pages, prose, quoted } from '../../support/pages.js';
import { root } from '../../support/places.js';

/** The names that GitHub gives to the headings of a page. */
function anchorsOf(text: string): ReadonlySet<string> {
  const seen = new Map<string, number>();
  const names = [...prose(text).matchAll(/^#{1,6} (.+)$/gm)].map(([, heading]) => {
    const plain = (heading ?? '').replace(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const name = plain
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(/\s/g, '-');
    const before = seen.get(name) ?? 0;
    seen.set(name, before + 1);
    return before === 0 ? name : `${name}-${before}`;
  });
  return new Set(names);
}

/** Links to files, as they are written. */
function linksOf(text: string): readonly string[] {
  const links = [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '');
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

function faultOf(path: string, link: string): string | undefined {
  const [file = '', anchor] = link.split('#');
  const target = file === '' ? path : relative(root, join(root, dirname(path), file));
  if (target.startsWith('..')) return `${path}: ${link} leaves the project`;
  if (!existsSync(join(root, target))) return `${path}: ${link} is missing`;
  if (anchor === undefined || anchorsOf(page(target).text).has(anchor)) return undefined;
  return `${path}: ${target} has no heading #${anchor}`;
}

const found = (fault: string | undefined): fault is string => fault !== undefined;

describe('the pages of the project', () => {
  it('link only to files and headings that exist', () => {
    expect(pages.length).toBeGreaterThan(20);
    expect(pages.flatMap(({ path, text }) => linksOf(text).map((link) => faultOf(path, link))).filter(found)).toEqual(
      [],
    );
  });

  it('name only files that exist; CHANGELOG.md also names earlier ones', () => {
    const inProject = /^(?:src|test|docs|scripts|config|systemd|models|bin|\.ci)\/[\w./@-]+$/;
    // Made by training.
    const made = /^models\/train\/(?:cache|runs)/;
    const missing = pages
      .filter(({ path }) => path !== 'CHANGELOG.md')
      .flatMap(({ path, text }) =>
        quoted(text)
          .flatMap((words) => words.split(' '))
          .filter((name) => inProject.test(name) && !made.test(name) && !existsSync(join(root, name)))
          .map((name) => `${path}: ${name}`),
      );
    expect(missing).toEqual([]);
  });

  it('are named by the code, its units and its examples only where they exist', () => {
    const files = ['src', 'scripts', 'systemd', 'config', 'bin', 'models/train/src'].flatMap((folder) =>
      readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /(?:^[^.]+|\.(?:ts|mjs|sh|yaml|json|service|cc|py))$/.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name)),
    );
    expect(files.length).toBeGreaterThan(400);
    const missing = files.flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/(?<![\w./-])(?:\.\.\/)?((?:docs|test|models)\/[\w/-]+\.md)\b/g)]
        .filter(([, named = '']) => !existsSync(join(root, named)))
        .map(([, named]) => `${relative(root, file)}: ${named}`),
    );
    expect(missing).toEqual([]);
  });

  it('a link is checked down to its heading', () => {
    expect(faultOf('README.md', 'docs/use.md#exit-statuses')).toBeUndefined();
    expect(faultOf('README.md', 'docs/use.md#nowhere')).toBe('README.md: docs/use.md has no heading #nowhere');
    expect(faultOf('README.md', 'docs/nothing.md')).toBe('README.md: docs/nothing.md is missing');
    expect(faultOf('README.md', '../shared/DESIGN.md')).toBe('README.md: ../shared/DESIGN.md leaves the project');
  });
});

it('README.md is a landing page: fewer than 700 words', () => {
  const words = page('README.md')
    .text.split(/\s+/)
    .filter((word) => /[\p{L}\p{N}]/u.test(word));
  expect(words.length).toBeLessThan(700);
});
