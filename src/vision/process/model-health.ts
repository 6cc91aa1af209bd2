import type { HealthReport } from '../../base/health.js';
import type { LoadedModel } from '../../models/domain/model-bundle.js';
import type { StatedFault } from '../ports/vision.js';

/**
 * Health of the models of the vision process: `vision` for those that recognise; `liveness` for the passive model, if there should be one.
 * @param padFault why faces are not checked for liveness, although they should be.
 */
export function modelHealth(
  models: readonly LoadedModel[],
  padFault: StatedFault | undefined,
): readonly HealthReport[] {
  const pads = models.filter(({ role }) => role === 'pad');
  const vision = partHealth(
    'vision',
    models.filter(({ role }) => role !== 'pad'),
  );
  if (padFault !== undefined) {
    const { code, message, remedy } = padFault;
    return [vision, { part: 'liveness', level: 'failed', detail: `${code}: ${message}. ${remedy}` }];
  }
  return pads.length === 0 ? [vision] : [vision, partHealth('liveness', pads)];
}

function partHealth(part: string, models: readonly LoadedModel[]): HealthReport {
  const names = models.map(({ name, delegate }) => `${name} on ${delegate}`).join(', ');
  const slow = models.find(({ fallback }) => fallback !== undefined);
  return slow
    ? { part, level: 'degraded', detail: `${names}; ${slow.fallback}` }
    : { part, level: 'ok', detail: names };
}
