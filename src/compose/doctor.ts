import { dirname } from 'node:path';
import { seconds } from '../base/units.js';
import type { Checked } from '../doctor/check.js';
import type { GpioReading } from '../doctor/domain/gpio.js';
import type { MachineReaders, TerminalReaders } from '../doctor/examine.js';
import { readClock } from '../doctor/machine/clock.js';
import { readDisk } from '../doctor/machine/disk.js';
import { readKeys } from '../doctor/machine/key-files.js';
import { readPermissions } from '../doctor/machine/permissions.js';
import { readPower } from '../doctor/machine/power.js';
import { readTemperature } from '../doctor/machine/temperature.js';
import { neededGroups } from '../doctor/needed-groups.js';
import { readCamera } from '../doctor/read-camera.js';
import { readDaemon } from '../doctor/read-daemon.js';
import { packSupport as pack } from '../doctor/support/support-archive.js';
import { readDevice } from '../doctor/v4l2/device.js';
import { persistedOutputsSetting } from '../door/gpio/door.js';
import { readLines } from '../door/gpio/read-lines.js';
import { locateKeyFile } from '../platform/key-file.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { version } from '../version.js';
import { readModels } from '../vision/read-models.js';
import { askCamera, askRunningDaemon } from './control-client.js';
import { livenessReading } from './doctor-liveness.js';
import { lastEvents, storeReading, uplinkReading } from './doctor-store.js';
import { openEyes } from './vision.js';

/** @param file of the configuration, absolute */
export function terminalReaders(config: TerminalConfig, file: string): TerminalReaders {
  const { store, uplink, camera } = config;
  const state = dirname(store.database);
  return {
    daemon: () => readDaemon(() => askRunningDaemon(config, '/status')),
    permissions: () => readPermissions({ config: file, configFolder: dirname(file), state }, neededGroups(config)),
    keys: () =>
      readKeys({
        gallery: locateKeyFile(store.keyFile, process.env),
        groups: uplink.groups,
        uplink: uplink.broker === undefined ? undefined : uplink,
      }),
    store: () => storeReading(config),
    clock: readClock,
    disk: () => readDisk(state),
    gpio: (daemonRuns) => gpioReading(config, daemonRuns),
    models: () => readModels(config),
    camera: (daemonRuns) =>
      readCamera(camera, {
        withCamera: (work) => (daemonRuns ? work(() => askCamera(config)) : withOwnVision(config, work)),
        readDevice,
      }),
    liveness: (looks) => livenessReading(config, looks),
    broker: () => uplinkReading(config),
  };
}

export const machineReaders: MachineReaders = { power: readPower, temperature: readTemperature };

/** @throws CommandRejected `support.unwritable` */
export function packSupport(file: string, checked: readonly Checked[], config: TerminalConfig | undefined) {
  const events = (count: number) => lastEvents(config?.store.database ?? '', count);
  return pack(file, { checked, version, terminal: config && { config, lastEvents: events } });
}

function gpioReading({ door }: TerminalConfig, daemonRuns: boolean): GpioReading {
  const { hardware, onPersistedOutputs } = door;
  const persisted = persistedOutputsSetting();
  const found = hardware === 'gpio' ? readLines(door) : { chips: [], lines: [] };
  return { hardware, onPersistedOutputs, daemonRuns, ...(persisted === undefined ? {} : { persisted }), ...found };
}

type Eyes = Awaited<ReturnType<typeof openEyes>>;
type Preview = () => ReturnType<Eyes['vision']['preview']>;

/** No daemon holds the camera: a vision process of the doctor's own may. */
async function withOwnVision<T>(config: TerminalConfig, work: (preview: Preview) => Promise<T>): Promise<T> {
  const eyes = await openEyes(config, { camera: true, liveness: false });
  try {
    return await work(() => eyes.vision.preview({ within: seconds(10) }));
  } finally {
    await eyes.close();
  }
}
