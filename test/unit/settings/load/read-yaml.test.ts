import { describe, expect, it } from 'vitest';
import { readYaml } from '../../../../src/settings/load/read-yaml.js';
import { formatFault } from '../../../../src/settings/load/report.js';

const faults = (text: string): string[] => readYaml(text).faults.map((fault) => formatFault('/etc/t.yaml', fault));

describe('readYaml', () => {
  it.each(['', '# nothing\n', '---\n', 'door:\ncamera:\n', '\ufeff'])('takes %j for an empty configuration', (text) => {
    expect(readYaml(text)).toMatchObject({ value: {}, faults: [] });
  });

  it('remembers the line of each setting', () => {
    const { value, places } = readYaml('door:\n  release: 5s\ncamera:\n  files:\n    - a.jpg\n    - b.jpg\n');
    expect(value).toEqual({ door: { release: '5s' }, camera: { files: ['a.jpg', 'b.jpg'] } });
    expect(places.find(['door', 'release'])).toEqual({ line: 2 });
    expect(places.find(['camera', 'files', 1])).toEqual({ line: 6 });
    expect(places.find(['camera', 'fps'])).toEqual({ line: 3 });
    expect(places.find(['store', 'database'])).toEqual({ line: 1 });
  });

  it.each([
    ['door:\n  release: [5s', /^t\.yaml:2: .+/],
    ['door:\n\trelease: 5s', /^t\.yaml:2: Tabs are not allowed as indentation/],
    ['a: 1\n---\nb: 2\n', /^t\.yaml:2: .*multiple documents/],
    ['door:\n  release: 5s\n  release: 6s\n', /^t\.yaml:3 door\.release: is given twice, first on line 2$/],
    ['a: &x 1\nb: *x\n', /^t\.yaml:2 b: uses a YAML anchor; write the value out$/],
    ['a: &x [*x]\n', /^t\.yaml:1 a\[0\]: uses a YAML anchor/],
    ['a: !secret b\n', /^t\.yaml:1: Unresolved tag: !secret$/],
    ['? [a, b]\n: 1\n', /^t\.yaml:1: has a key that is not plain text$/],
    ['%YAML 1.1\n---\na: 2001-12-14\n', /^t\.yaml:3 a: is not a plain value$/],
    [`a: ${'['.repeat(40)}${']'.repeat(40)}`, /^t\.yaml:1: is nested too deeply$/],
  ])('refuses %j with its line', (text, expected) => {
    const [first] = faults(text);
    expect(first).toMatch(expected);
  });

  it.each(['[', '{a: ', '- ', '? '])('survives 100,000 times %j', (opening) => {
    expect(faults(`a:\n  ${opening.repeat(100_000)}`)).toEqual(['t.yaml:2: is nested too deeply']);
  });

  it('reports every syntax error', () => {
    expect(faults('a: @x\nb: c\nd: `y\n').map((fault) => fault.slice(0, 8))).toEqual(['t.yaml:1', 't.yaml:3']);
  });
});
