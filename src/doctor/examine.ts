import type { ModelReading } from '../vision/domain/model-reading.js';
import { type Check, type Checked, check } from './check.js';
import { judgeBroker, type UplinkReading } from './domain/broker.js';
import { type CameraReading, judgeCamera } from './domain/camera.js';
import { type ClockReading, judgeClock } from './domain/clock.js';
import { type DaemonReading, judgeDaemon } from './domain/daemon.js';
import { type DiskReading, judgeDisk } from './domain/disk.js';
import { type GpioReading, judgeGpio } from './domain/gpio.js';
import { judgeKeys, type KeyReading } from './domain/keys.js';
import { judgeLiveness, type LivenessReading } from './domain/liveness.js';
import { judgeModels } from './domain/models.js';
import { judgePermissions, type PermissionsReading } from './domain/permissions.js';
import { judgePower, type PowerReading } from './domain/power.js';
import { judgeStore, type StoreReading } from './domain/store.js';
import { judgeTemperature, type Zone } from './domain/temperature.js';

type Read<Reading, Known extends readonly unknown[] = []> = (...known: Known) => Reading | Promise<Reading>;

/** What reads the terminal. Each throws what stands in its way. */
export interface TerminalReaders {
  readonly daemon: Read<DaemonReading>;
  readonly permissions: Read<PermissionsReading>;
  readonly keys: Read<readonly KeyReading[]>;
  readonly store: Read<StoreReading>;
  readonly clock: Read<ClockReading, [newestEvent: number | undefined]>;
  readonly disk: Read<DiskReading>;
  readonly gpio: Read<GpioReading, [daemonRuns: boolean]>;
  readonly models: Read<readonly ModelReading[]>;
  readonly camera: Read<CameraReading, [daemonRuns: boolean]>;
  readonly liveness: Read<LivenessReading, [looks: CameraReading['looks'] | undefined]>;
  readonly broker: Read<UplinkReading | undefined>;
}

/** What reads the machine, whatever the configuration. */
export interface MachineReaders {
  readonly power: Read<PowerReading>;
  readonly temperature: Read<readonly Zone[]>;
}

/** Runs a check and shows what it found. */
export type See = (next: Check) => Promise<Checked>;

/** Looks at everything that a configured terminal needs: what others stand on comes first. @param version of this command */
export async function examineTerminal(read: TerminalReaders, version: string, see: See): Promise<void> {
  const daemon = await see(check('daemon', read.daemon, (reading) => judgeDaemon(reading, version)));
  const runs = (daemon.reading as Partial<DaemonReading> | null)?.answers === true;
  await see(check('permissions', read.permissions, judgePermissions));
  await see(check('keys', read.keys, (keys) => judgeKeys(keys, Date.now())));
  const store = await see(check('store', read.store, judgeStore));
  const newest = (store.reading as Partial<StoreReading> | null)?.newestEvent;
  await see(check('clock', () => read.clock(newest), judgeClock));
  await see(check('disk', read.disk, judgeDisk));
  await see(check('gpio', () => read.gpio(runs), judgeGpio));
  await see(check('model', read.models, judgeModels));
  const camera = await see(check('camera', () => read.camera(runs), judgeCamera));
  const looks = (camera.reading as Partial<CameraReading> | null)?.looks;
  await see(check('liveness', () => read.liveness(looks), judgeLiveness));
  await see(check('broker', read.broker, (reading) => judgeBroker(reading, Date.now())));
}

export async function examineMachine(read: MachineReaders, see: See): Promise<void> {
  await see(check('power', read.power, judgePower));
  await see(check('temperature', read.temperature, judgeTemperature));
}
