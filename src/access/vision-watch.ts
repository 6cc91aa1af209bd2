import type { AuditLog } from '../audit/ports/audit-log.js';
import type { Log } from '../base/log.js';
import type { Meter } from '../control/ports/meter.js';
import type { Observation } from '../vision/domain/observation.js';
import type { VisionFacts, VisionListener } from '../vision/ports/vision.js';

interface Dependencies {
  readonly observe: (observation: Observation) => void;
  readonly onReady: (facts: VisionFacts) => void;
  /** `recognition.minSimilarity`, if set. */
  readonly minSimilarity: () => number | undefined;
  readonly audit: Pick<AuditLog, 'note'>;
  readonly meter: Pick<Meter, 'count'>;
  readonly log: Log;
}

/** Tracks the vision process: its models, and when it ends and returns. */
export class VisionWatch implements VisionListener {
  readonly #deps: Dependencies;
  #facts: VisionFacts | undefined;
  #lost = false;
  #stopped = false;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** Undefined until the models have been loaded once. */
  facts(): VisionFacts | undefined {
    return this.#facts;
  }

  /** Stops handling observations. */
  stop(): void {
    this.#stopped = true;
  }

  observation(observation: Observation): void {
    if (!this.#stopped) this.#deps.observe(observation);
  }

  ready(facts: VisionFacts): void {
    const { onReady, audit, log } = this.#deps;
    this.#facts = facts;
    onReady(facts);
    const models = facts.models.map((m) => `${m.role} ${m.name} on ${m.delegate}`);
    log.info({ pid: facts.pid, models }, 'vision ready');
    this.#warnOfThreshold(facts.defaultMinSimilarity);
    if (this.#lost) audit.note('vision.restored', {});
    this.#lost = false;
  }

  lost(reason: string): void {
    this.#deps.meter.count('visionRestarts');
    if (!this.#lost) this.#deps.audit.note('vision.lost', { reason });
    this.#lost = true;
  }

  #warnOfThreshold(stated: number): void {
    const minSimilarity = this.#deps.minSimilarity();
    if ((minSimilarity ?? 1) >= stated) return;
    this.#deps.log.warn(
      { minSimilarity, stated },
      'recognition.minSimilarity is below the threshold of the embedder bundle: more strangers may be let in',
    );
  }
}
