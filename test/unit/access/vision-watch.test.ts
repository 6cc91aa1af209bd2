import { expect, it } from 'vitest';
import { VisionWatch } from '../../../src/access/vision-watch.js';
import type { Observation } from '../../../src/vision/domain/observation.js';
import type { VisionFacts } from '../../../src/vision/ports/vision.js';
import { ManualClock } from '../../support/manual-clock.js';
import { MemoryAudit } from '../../support/memory-audit.js';
import { MemoryLog } from '../../support/memory-log.js';

const facts: VisionFacts = { space: { id: 'a/1', dimension: 4 }, defaultMinSimilarity: 0.5, models: [], pid: 7 };
const observation = { sequence: 1 } as Observation;

function open(minSimilarity?: number) {
  const [audit, log] = [new MemoryAudit(new ManualClock()), new MemoryLog()];
  const seen: Observation[] = [];
  const ready: VisionFacts[] = [];
  const counted: string[] = [];
  const watch = new VisionWatch({
    observe: (one) => seen.push(one),
    onReady: (now) => ready.push(now),
    minSimilarity: () => minSimilarity,
    audit,
    meter: { count: (counter) => counted.push(counter) },
    log,
  });
  return { audit, log, seen, ready, counted, watch, kinds: () => audit.events.map(({ kind }) => kind) };
}

it('knows the models once they are loaded, and tells who asked for it', () => {
  const { watch, ready } = open();
  expect(watch.facts()).toBeUndefined();
  watch.ready(facts);
  expect([watch.facts(), ready]).toEqual([facts, [facts]]);
});

it('passes what was seen on until it is stopped', () => {
  const { watch, seen } = open();
  watch.observation(observation);
  watch.stop();
  watch.observation(observation);
  expect(seen).toEqual([observation]);
});

it('audits a loss and the return once each, however often it starts in between', () => {
  const { watch, audit, counted, kinds } = open();
  watch.ready(facts);
  expect(kinds()).toEqual([]);
  watch.lost('killed by SIGSEGV');
  watch.lost('the model is damaged');
  expect(audit.of('vision.lost')).toEqual([{ reason: 'killed by SIGSEGV' }]);
  watch.ready(facts);
  watch.ready(facts);
  watch.lost('killed again');
  expect(kinds()).toEqual(['vision.lost', 'vision.restored', 'vision.lost']);
  expect(counted).toEqual(['visionRestarts', 'visionRestarts', 'visionRestarts']);
});

it.each([
  [0.49, 1],
  [0.5, 0],
  [undefined, 0],
])('warns where minSimilarity %s is below what the embedder states', (minSimilarity, warnings) => {
  const { watch, log } = open(minSimilarity);
  watch.ready(facts);
  expect(log.at('warn')).toHaveLength(warnings);
});
