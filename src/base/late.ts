import type { Clock } from './clock.js';
import type { Millis } from './units.js';

export interface LateOptions<Thing> {
  readonly open: () => Promise<Thing>;
  readonly onOpen: (thing: Thing) => void;
  /** Told of every attempt that failed. */
  readonly onFault: (fault: unknown) => void;
  readonly retryAfter: Millis;
  readonly clock: Clock;
}

/** Something that may be usable only later: it is opened again and again until it can be. */
export class Late<Thing extends { close(): Promise<void> }> {
  readonly #options: LateOptions<Thing>;
  #thing: Thing | undefined;
  #fault: unknown;
  #opening: Promise<void> = Promise.resolve();
  #cancel: () => void = () => undefined;
  #closed = false;

  constructor(options: LateOptions<Thing>) {
    this.#options = options;
  }

  /** Resolves after the first attempt, also when it failed; what hangs may keep it for ever. */
  start(): Promise<void> {
    this.#opening = this.#open();
    return this.#opening;
  }

  /** What was opened, once the first attempt has ended. @throws what the last attempt failed with (rejects) */
  async get(): Promise<Thing> {
    if (this.#fault === undefined) await this.#opening;
    if (this.#thing !== undefined) return this.#thing;
    throw this.#fault;
  }

  /** Undefined until it is open. */
  current(): Thing | undefined {
    return this.#thing;
  }

  /** Why it could not be opened; undefined where it is open, or the first attempt is under way. */
  fault(): unknown {
    return this.#fault;
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancel();
    await this.#opening;
    await this.#thing?.close();
  }

  async #open(): Promise<void> {
    const { open, onOpen, onFault, retryAfter, clock } = this.#options;
    try {
      const thing = await open();
      this.#thing = thing;
      this.#fault = undefined;
      onOpen(thing);
    } catch (fault) {
      onFault(fault);
      this.#fault = fault;
      if (this.#closed) return;
      this.#cancel = clock.after(retryAfter, () => {
        this.#opening = this.#open();
      });
    }
  }
}
