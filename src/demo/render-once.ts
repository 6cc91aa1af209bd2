import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Visitor } from './actor.js';
import { renderWalks, visitFrames } from './walk.js';

/** The frames are kept from one demo to the next, as long as they show the same people. */
export async function renderOnce(
  folder: string,
  visitors: readonly Visitor[],
  /** Told before a work that takes long; returns who is told of each visitor. */
  onStart: () => { readonly step: () => void; readonly end: () => void },
): Promise<void> {
  const stamp = `${folder}.json`;
  const wanted = JSON.stringify({ visitFrames, looks: visitors.map(({ looks }) => looks) });
  if (existsSync(stamp) && existsSync(folder) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  const bar = onStart();
  await renderWalks(folder, visitors, bar.step);
  bar.end();
  writeFileSync(stamp, wanted);
}
