/** Evidence of one frame that a live person is in front of the camera (presentation attack detection, ISO/IEC 30107-3). */
export type Liveness =
  /** No model looked at this face: it failed a quality gate, or there is no usable model. */
  | { readonly kind: 'notChecked' }
  | {
      readonly kind: 'checked';
      /** Natural logarithm of the odds of a bona fide face against all attacks, -8..8. */
      readonly score: number;
      /** Openness of the eyes, 0 closed, 1 open; absent if the model does not tell it. */
      readonly eyesOpen?: number;
    };

/** Highest absolute value of a score. */
export const mostScore = 8;

/** How a passive model's scores are judged; measured for the model and stated in its bundle. */
export interface PadThresholds {
  /** A joined score of at least this counts as bona fide. */
  readonly bonaFide: number;
  /** A joined score below this is an attack; at most `bonaFide`. */
  readonly attack: number;
  /** Number of the latest good frames whose mean score is the joined score. */
  readonly frames: number;
}

/** What the loaded passive model can tell. */
export interface PadFacts extends PadThresholds {
  /** Whether the scores come with the openness of the eyes. */
  readonly eyes: boolean;
}
