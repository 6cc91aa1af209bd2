import type { z } from 'zod';
import { section } from './fields.js';
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
import type { Resolved } from './written-path.js';

/** The one description of the configuration: types, ranges, defaults and help come from here. */
export const terminalSchema = section({
  terminal: terminal.prefault({}),
  camera,
  inference: inference.prefault({}),
  models: models.prefault({}),
  recognition: recognition.prefault({}),
  quality: quality.prefault({}),
  liveness: liveness.prefault({}),
  door,
  store: store.prefault({}),
  audit: audit.prefault({}),
  uplink: uplink.prefault({}),
  observability: observability.prefault({}),
});

/** A valid configuration: defaults filled in, durations in milliseconds, paths absolute. */
export type TerminalConfig = Resolved<z.output<typeof terminalSchema>>;
