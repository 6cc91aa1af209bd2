import type { ChipInfo } from './uapi.js';

export interface Chip extends ChipInfo {
  /** `/dev/gpiochipN`. */
  readonly path: string;
}

/** A line that exists. */
export interface FoundLine {
  readonly chip: Chip;
  readonly offset: number;
}
