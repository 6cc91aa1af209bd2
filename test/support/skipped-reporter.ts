import type { Reporter, TestCase, TestModule, Vitest } from 'vitest/node';
import { lackedBy, type Need, skippedLine } from './needed.js';
import { seed } from './seed.js';

/** Says at the end of a run how many tests were skipped and what to install for them, and which seed they ran from. */
export default class SkippedReporter implements Reporter {
  #vitest: Vitest | undefined;
  #line: string | undefined;

  onInit(vitest: Vitest): void {
    this.#vitest = vitest;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = new Map<Need, number>();
    let others = 0;
    for (const test of modules.flatMap((module) => [...module.children.allTests('skipped')])) {
      const need = needOf(test);
      if (need !== undefined) counts.set(need, (counts.get(need) ?? 0) + 1);
      else others++;
    }
    // With --testNamePattern, whatever has another name is skipped too.
    this.#line = skippedLine(counts, this.#vitest?.config.testNamePattern === undefined ? others : 0);
  }

  /** After the summary of the default reporter, which comes here too. */
  onFinished(): void {
    if (this.#line !== undefined) this.#vitest?.logger.log(this.#line);
    this.#vitest?.logger.log(`Seed ${seed} (OSTIARY_SEED)`);
  }
}

function needOf(test: TestCase): Need | undefined {
  const result = test.result();
  const note = result.state === 'skipped' ? result.note : undefined;
  const titles = test.fullName.split(' > ').reverse();
  return [note ?? '', ...titles].map(lackedBy).find((need) => need !== undefined);
}
