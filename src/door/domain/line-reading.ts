/** State of a line: found, and held or free; or why it cannot be examined. */
export type LineReading =
  | {
      readonly use: string;
      readonly place: string;
      readonly name: string;
      readonly used: boolean;
      readonly consumer: string;
    }
  | { readonly use: string; readonly fault: string; readonly remedy: string };

/** The GPIO chips of a machine, and how the lines of a door stand. */
export interface LinesReading {
  /** `pinctrl-bcm2711 (/dev/gpiochip0, 58 lines)` */
  readonly chips: readonly string[];
  readonly lines: readonly LineReading[];
}
