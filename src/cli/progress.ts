import { Presets, SingleBar } from 'cli-progress';

/** Draws a progress bar on standard error if that is a console. */
export function progress(
  title: string,
  total: number,
): { readonly step: (what: string) => void; readonly end: () => void } {
  if (!process.stderr.isTTY) return { step: () => undefined, end: () => undefined };
  const bar = new SingleBar(
    { format: `${title} {bar} {value}/{total} {what}`, stream: process.stderr, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(total, 0, { what: '' });
  return { step: (what) => bar.increment(1, { what }), end: () => bar.stop() };
}
