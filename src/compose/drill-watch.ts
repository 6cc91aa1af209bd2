import { DrillWatch } from '../access/drill-watch.js';
import type { Clock } from '../base/clock.js';
import type { Late } from '../base/late.js';
import type { LiveConfig } from '../settings/live/live-config.js';
import type { VisionFacts } from '../vision/ports/vision.js';
import type { Storage } from './storage.js';

interface Parts {
  readonly live: LiveConfig;
  readonly storage: Late<Storage>;
  readonly facts: () => VisionFacts | undefined;
  readonly clock: Clock;
}

/** Knows the drills of this terminal, once the storage is open and vision has loaded its models. */
export function watchDrills({ live, storage, facts, clock }: Parts): DrillWatch {
  const model = () => facts()?.models.find(({ role }) => role === 'pad')?.digest;
  return new DrillWatch({
    drills: () => storage.current()?.drills(),
    demand: () => ({ ...live.drill(), model: model() }),
    clock,
  });
}
