import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { Sqlite } from '../../../src/database/sqlite.js';
import { auditEvent } from '../../contract/audit-store.js';
import { testRandom } from '../../support/seed.js';
import { allRecords, openGallery, readAudit, requireBuild, useFolder } from './workspace.js';

const script = fileURLToPath(new URL('append-forever.mjs', import.meta.url));
/** More by hand: OSTIARY_KILLS=100 npx vitest run test/integration/sqlite/processes.test.ts */
const kills = Number(process.env.OSTIARY_KILLS ?? 20);

const { path } = useFolder();
beforeAll(requireBuild);

interface Acknowledged {
  readonly sequence: number;
  readonly id: string;
}

/** Runs a child; kills it at `killAfter` milliseconds after its first acknowledgement, if given. */
async function run(label: string, limit: number, killAfter?: number): Promise<readonly Acknowledged[]> {
  const child = spawn(process.execPath, [script, path(), label, String(limit)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    if (output === '' && killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
    output += text;
  });
  await once(child, 'close');
  // A line that the kill cut off was not acknowledged in full.
  const lines = output
    .slice(0, output.lastIndexOf('\n') + 1)
    .split('\n')
    .filter((line) => line !== '');
  return lines.map((line) => {
    const [sequence, id] = line.split(' ');
    return { sequence: Number(sequence), id: id ?? '' };
  });
}

function expectStored(acknowledged: readonly Acknowledged[]): void {
  const stored = new Map(allRecords(path()).map(({ sequence, id }) => [sequence, id]));
  const lost = acknowledged.filter(({ sequence, id }) => stored.get(sequence) !== id);
  expect(lost).toEqual([]);
  expect(readAudit(path(), (log) => log.verify())).toMatchObject({ ok: true, rows: stored.size });
  const db = new Sqlite(path(), { readonly: true });
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.prepare('SELECT count(*) FROM outbox').pluck().get()).toBe(stored.size);
  db.close();
}

const random = testRandom('moments of kills');

describe('processes that share the database', () => {
  it(`lose no acknowledged record in ${kills} kills`, { timeout: 30_000 + kills * 3000 }, async () => {
    const acknowledged: Acknowledged[] = [];
    for (let i = 0; i < kills; i++) {
      acknowledged.push(...(await run(`kill-${i}`, 0, random.between(0, 150))));
      if (i % 10 === 9) expectStored(acknowledged);
    }
    expect(acknowledged.length).toBeGreaterThan(kills);
    expectStored(acknowledged);
  });

  it('write one chain together', { timeout: 60_000 }, async () => {
    const gallery = openGallery(path());
    const together = Promise.all([run('a', 300), run('b', 300)]);
    let done = false;
    together.finally(() => {
      done = true;
    });
    let changes = 0;
    while (!done) {
      gallery.put({ id: 'ada', name: 'Ada', enabled: true }, [], auditEvent());
      changes++;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    gallery.close();
    const acknowledged = (await together).flat();
    expect(acknowledged).toHaveLength(600);
    expectStored(acknowledged);
    expect(allRecords(path())).toHaveLength(600 + changes);
  });
});
