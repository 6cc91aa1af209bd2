import { redact } from '../../base/redact.js';

const mostLines = 8;
const longestLine = 300;
/** What Node prints around an error's message. */
const noise = /^\s*(at .*|\^+|Node\.js v.*)?$/;

/** The last lines of a child's standard error, without passwords in URLs, to explain a crash. */
export class StderrTail {
  readonly #line: (line: string) => void;
  #lines: string[] = [];
  #begun = '';

  /** @param line called with every complete line */
  constructor(line: (line: string) => void) {
    this.#line = line;
  }

  push(text: string): void {
    const [first = '', ...more] = text.split('\n');
    this.#begun = (this.#begun + first).slice(0, longestLine);
    for (const next of more) {
      this.#complete(this.#begun);
      this.#begun = next.slice(0, longestLine);
    }
  }

  /** Stack frames left out. */
  get lines(): readonly string[] {
    return noise.test(this.#begun) ? this.#lines : [...this.#lines, redact(this.#begun)];
  }

  /** The last three lines, for use in a sentence; empty if nothing was written. */
  words(): readonly string[] {
    return this.lines.length === 0 ? [] : [this.lines.slice(-3).join(' | ')];
  }

  #complete(written: string): void {
    const line = redact(written);
    if (line !== '') this.#line(line);
    if (!noise.test(line)) this.#lines = [...this.#lines, line].slice(-mostLines);
  }
}
