import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeCardSection } from '../../../src/models/card-section.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ostiary-card-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const card = () => readFileSync(join(folder, 'CARD.md'), 'utf8');
const section = (report: string) =>
  `## Measured by \`ostiary model evaluate\`\n\nOn faces, on the terminal's own runtime:\n\n\`\`\`text\n${report}\n\`\`\`\n`;

it('goes before the training, and in place of an earlier report', () => {
  writeFileSync(join(folder, 'CARD.md'), '# name\n\n## Measured\n\nmuch\n\n## Training\n\nlong\n');
  for (const report of ['first', 'second']) {
    writeCardSection(folder, 'faces', report);
    expect(card()).toBe(`# name\n\n## Measured\n\nmuch\n\n${section(report)}\n## Training\n\nlong\n`);
  }
});

it('goes to the end of a card that tells of no training, where a later report replaces it', () => {
  writeFileSync(join(folder, 'CARD.md'), '# name\n');
  for (const report of ['first', 'second']) {
    writeCardSection(folder, 'faces', report);
    expect(card()).toBe(`# name\n\n${section(report)}`);
  }
});

it('makes a card where there is none', () => {
  writeCardSection(folder, 'faces', 'report');
  expect(card()).toBe(section('report'));
});

it('renews the digest of the card and no other', () => {
  const other = `${'0'.repeat(64)}  bundle.json\n`;
  writeFileSync(join(folder, 'SHA256SUMS'), `${'1'.repeat(64)}  CARD.md\n${other}`);
  writeCardSection(folder, 'faces', 'report');
  const digest = createHash('sha256').update(card()).digest('hex');
  expect(readFileSync(join(folder, 'SHA256SUMS'), 'utf8')).toBe(`${digest}  CARD.md\n${other}`);
});
