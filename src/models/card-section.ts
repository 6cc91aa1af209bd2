import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const heading = '## Measured by `ostiary model evaluate`';

/**
 * Writes a report into the bundle's CARD.md: replaces an earlier report, or goes before the section on training, or at the end. Updates the
 * card's line in SHA256SUMS if the bundle has that file.
 * @param set Description of the pictures that were measured.
 */
export function writeCardSection(folder: string, set: string, report: string): void {
  const file = join(folder, 'CARD.md');
  const card = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const section = `${heading}\n\nOn ${set}, on the terminal's own runtime:\n\n\`\`\`text\n${report}\n\`\`\`\n`;
  const written = placed(card, section);
  writeFileSync(file, written);
  renewSum(folder, written);
}

function placed(card: string, section: string): string {
  const parts = card.split(/^(?=## )/m);
  const before = parts.findIndex((part) => part.startsWith(heading));
  if (before >= 0) return parts.with(before, `${section}${before < parts.length - 1 ? '\n' : ''}`).join('');
  const training = parts.findIndex((part) => part.startsWith('## Training'));
  if (training >= 0) return parts.toSpliced(training, 0, `${section}\n`).join('');
  return [card.trimEnd(), section].filter(Boolean).join('\n\n');
}

function renewSum(folder: string, card: string): void {
  const sums = join(folder, 'SHA256SUMS');
  if (!existsSync(sums)) return;
  const digest = createHash('sha256').update(card).digest('hex');
  writeFileSync(sums, readFileSync(sums, 'utf8').replace(/^[0-9a-f]{64}(?= {2}CARD\.md$)/m, digest));
}
