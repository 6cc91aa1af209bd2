import { drillStanding } from '../access/domain/drill.js';
import type { CameraReading } from '../doctor/domain/camera.js';
import type { LivenessReading } from '../doctor/domain/liveness.js';
import { readBundle } from '../models/bundle.js';
import { systemClock } from '../platform/system-clock.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { drillRecords } from './doctor-store.js';

/** What the liveness check needs of camera and technician. @throws StoreError */
export async function livenessReading(
  config: TerminalConfig,
  looks: CameraReading['looks'] | undefined,
): Promise<LivenessReading> {
  const { liveness, quality, terminal, store, models } = config;
  const clock = systemClock();
  const now = { wall: clock.wall(), wallTrusted: clock.wallTrusted() };
  const { level, drillWithin: within } = liveness;
  const model = await digestOf(models.pad);
  const drill = drillStanding(drillRecords(store.database), { level, within, door: terminal.door, model }, now);
  return { level, quality, drill, wall: now.wall, ...(looks === undefined ? {} : { looks }) };
}

/** Undefined for a bundle that cannot be used: the check of models says why. */
async function digestOf(folder: string): Promise<string | undefined> {
  const loaded = await readBundle(folder).catch(() => undefined);
  return loaded?.bundle.sha256.slice(0, 16);
}
