import type { Log } from '../../src/base/log.js';

/** A log that can be read back. */
export class MemoryLog implements Log {
  readonly lines: { readonly level: string; readonly facts: object; readonly message: string }[] = [];

  debug(facts: object, message: string): void {
    this.lines.push({ level: 'debug', facts, message });
  }

  info(facts: object, message: string): void {
    this.lines.push({ level: 'info', facts, message });
  }

  warn(facts: object, message: string): void {
    this.lines.push({ level: 'warn', facts, message });
  }

  error(facts: object, message: string): void {
    this.lines.push({ level: 'error', facts, message });
  }

  child(): Log {
    return this;
  }

  /** The messages of this level. */
  at(level: 'debug' | 'info' | 'warn' | 'error'): readonly string[] {
    return this.lines.filter((line) => line.level === level).map(({ message }) => message);
  }
}
