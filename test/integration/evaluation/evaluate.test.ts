import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { models } from '../../support/models.js';
import { needs } from '../../support/needs.js';
import { TestTerminal } from '../../support/terminal.js';

needs('models').describe(`ostiary model evaluate on people who do not exist`, () => {
  const terminal = new TestTerminal();
  const work = mkdtempSync(join(tmpdir(), 'ostiary-evaluate-'));
  const people = join(work, 'people');
  const cache = join(work, 'cache');
  const evaluate = (...words: string[]) =>
    terminal.ostiary('model', 'evaluate', '--people', people, '--cache', cache, ...words);

  afterAll(() => {
    rmSync(work, { recursive: true, force: true });
    terminal.remove();
  });

  it('draws them, and goes on where it was', async () => {
    const draw = (count: string) =>
      terminal.ostiaryAlone(
        'draw-people',
        people,
        '--count',
        count,
        '--pictures',
        '2',
        '--size',
        '128',
        '--variety',
        '0.3',
      );
    expect((await draw('2')).status).toBe(0);
    const [first = ''] = readdirSync(people);
    writeFileSync(join(people, first, '0001.jpg'), 'kept');
    expect((await draw('4')).stdout).toContain('4 drawn people, 2 pictures each');
    expect(readdirSync(people)).toHaveLength(4);
    expect(readFileSync(join(people, first, '0001.jpg'), 'utf8')).toBe('kept');
  }, 120_000);

  it('reports rates, a threshold and curves, and from its cache the same again', async () => {
    const [, b = '', c = '', d = ''] = readdirSync(people);
    writeFileSync(join(people, 'pairs.txt'), `2\t1\n${b}\t1\t2\n${b}\t1\t${c}\t1\n${c}\t1\t2\n${c}\t2\t${d}\t1\n`);
    const curves = join(work, 'curves.svg');
    const first = await evaluate('--threshold-for', 'fmr=0.05', '--curves', curves);
    expect(first.status).toBe(0);
    expect(first.stdout).toMatch(/8 pictures of 4 people, no face found in 1/);
    expect(first.stdout).toMatch(/LFW protocol, 4 pairs, 2 folds: accuracy \d+\.\d\d % ± /);
    expect(first.stdout).toMatch(/"similarity": [\d.]+,\n {2}"fmr": 0/);
    expect(readFileSync(curves, 'utf8')).toMatch(/^<svg[\s\S]*<\/svg>\n$/);
    expect(existsSync(cache)).toBe(true);
    expect((await evaluate('--threshold-for', 'fmr=0.05')).stdout).toBe(first.stdout);
  }, 120_000);

  it('judges one fold by itself, and writes what it found into the card', async () => {
    const bundle = join(work, 'bundle');
    cpSync(models?.embedder as string, bundle, { recursive: true });
    const done = await evaluate(bundle, '--fold', '2', '--card');
    expect(done.stdout).toMatch(/4 pictures of 2 people[\s\S]*LFW protocol, 2 pairs/);
    expect(readFileSync(join(bundle, 'CARD.md'), 'utf8')).toContain(
      `On people, fold 2, on the terminal's own runtime:\n\n\`\`\`text\n${done.stdout}`,
    );
    expect((await evaluate('--fold', '3')).stderr).toMatch(/no fold 3, only 1 to 2/);
  }, 120_000);

  it('says what is wrong, where, and what to do', async () => {
    expect((await evaluate('--threshold-for', 'far=1')).status).toBe(64);
    writeFileSync(join(people, 'pairs.txt'), '2\t1\nnonsense\n');
    const refused = await evaluate();
    expect([refused.status, refused.stderr]).toEqual([65, expect.stringMatching(/pairs\.txt:2[\s\S]*remedy/)]);
    const none = await terminal.ostiary('model', 'evaluate', '--people', join(work, 'nowhere'));
    expect(none.status).toBe(65);
  });
});
