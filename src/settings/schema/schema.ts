import type { z } from 'zod';
import { applies, remote, section } from './fields.js';
import { audit } from './sections/audit.js';
import { camera } from './sections/camera.js';
import { door } from './sections/door.js';
import { inference } from './sections/inference.js';
import { liveness } from './sections/liveness.js';
import { models } from './sections/models.js';
import { observability } from './sections/observability.js';
import { quality } from './sections/quality.js';
import { recognition } from './sections/recognition.js';
import { store } from './sections/store.js';
import { terminal } from './sections/terminal.js';
import { uplink } from './sections/uplink.js';
import { version } from './sections/version.js';
import type { Resolved } from './written-path.js';

/** The single definition of the configuration: types, ranges, defaults and help. */
export const terminalSchema = section({
  version,
  terminal: applies('restart', terminal).prefault({}),
  camera: applies('vision', camera),
  inference: applies('vision', inference).prefault({}),
  models: applies('vision', models).prefault({}),
  recognition: applies('live', recognition).prefault({}),
  quality: remote('config-set', applies('vision', quality)).prefault({}),
  liveness: applies('live', liveness).prefault({}),
  door: applies('restart', door),
  store: applies('restart', store).prefault({}),
  audit: applies('restart', audit).prefault({}),
  uplink: applies('restart', uplink).prefault({}),
  observability: applies('restart', observability).prefault({}),
});

/** A valid configuration: defaults filled in, durations in milliseconds, paths absolute. */
export type TerminalConfig = Resolved<z.output<typeof terminalSchema>>;
