import type { EmbeddingSpace } from '../domain/embedding.js';
import { InvariantError } from '../domain/errors.js';
import type { HealthReport } from '../domain/health.js';
import type { Observation, ObservedFace } from '../domain/observation.js';
import type { QualityLimits } from '../domain/quality.js';
import type { CameraConfig } from './camera/open-camera.js';
import type { InferenceConfig } from './open-pipeline.js';

/** Messages between the door process and the vision process, over Node's IPC channel with structured clones. */

export interface VisionSettings {
  /** Absent where only pictures are analysed (the command line). */
  readonly camera?: CameraConfig;
  readonly detectorFolder: string;
  readonly embedderFolder: string;
  readonly inference: InferenceConfig;
  readonly quality: QualityLimits;
}

export type ToVision =
  | { readonly kind: 'configure'; readonly settings: VisionSettings }
  | { readonly kind: 'analyse'; readonly id: number; readonly picture: Uint8Array }
  | { readonly kind: 'stop' };

export interface FaultMessage {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export type FromVision =
  | {
      readonly kind: 'ready';
      readonly space: EmbeddingSpace;
      readonly defaultMinSimilarity: number;
      readonly models: readonly {
        readonly name: string;
        readonly role: string;
        readonly delegate: string;
        readonly fallback?: string;
      }[];
    }
  | { readonly kind: 'observation'; readonly observation: Observation }
  | {
      readonly kind: 'analysis';
      readonly id: number;
      readonly width: number;
      readonly height: number;
      readonly faces: readonly ObservedFace[];
    }
  | { readonly kind: 'analysisFailed'; readonly id: number; readonly fault: FaultMessage }
  /** Sent every half second by the child's own loop: its absence is a hang. */
  | { readonly kind: 'pulse'; readonly camera?: HealthReport; readonly dropped: number; readonly residentBytes: number }
  | {
      readonly kind: 'log';
      readonly level: 'info' | 'warn';
      readonly facts: Readonly<Record<string, unknown>>;
      readonly message: string;
    }
  /** The settings cannot work: the child ends after this. */
  | { readonly kind: 'failed'; readonly fault: FaultMessage };

const kinds: ReadonlySet<string> = new Set([
  'ready',
  'observation',
  'analysis',
  'analysisFailed',
  'pulse',
  'log',
  'failed',
]);

/**
 * What the child said. The child parses hostile pictures, so what decides about doors is checked again here.
 * @throws InvariantError for a message of an unknown kind, or an embedding that is not of its space's dimension and finite.
 */
export function parseFromVision(message: unknown): FromVision {
  const kind = typeof message === 'object' && message !== null && 'kind' in message ? message.kind : undefined;
  if (typeof kind !== 'string' || !kinds.has(kind)) {
    throw new InvariantError('vision.protocol', `the vision process sent a message of kind ${String(kind)}`);
  }
  const parsed = message as FromVision;
  if (parsed.kind === 'observation') parsed.observation.faces.forEach(checkFace);
  if (parsed.kind === 'analysis') parsed.faces.forEach(checkFace);
  return parsed;
}

function checkFace({ embedding }: ObservedFace): void {
  if (embedding === undefined) return;
  const { values, space } = embedding;
  if (!(values instanceof Float32Array) || values.length !== space.dimension || !values.every(Number.isFinite)) {
    throw new InvariantError('vision.protocol', 'the vision process sent a malformed embedding');
  }
}
