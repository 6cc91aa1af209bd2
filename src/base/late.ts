import type { Clock } from './clock.js';
import type { Millis } from './units.js';

export interface LateOptions<Thing> {
  readonly open: () => Promise<Thing>;
  readonly onOpen: (thing: Thing) => void;
  /** Called on every failed attempt. */
  readonly onFault: (fault: unknown) => void;
  readonly retryAfter: Millis;
  readonly clock: Clock;
}

/** A resource that may become usable later: retries opening it until that succeeds. */
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

  /** Resolves after the first attempt, even if that failed; never resolves if opening hangs. */
  start(): Promise<void> {
    this.#opening = this.#open();
    return this.#opening;
  }

  /** The opened resource, once the first attempt has ended. @throws the last attempt's error (rejects) */
  async get(): Promise<Thing> {
    if (this.#fault === undefined) await this.#opening;
    if (this.#thing !== undefined) return this.#thing;
    throw this.#fault;
  }

  /** Undefined until it is open. */
  current(): Thing | undefined {
    return this.#thing;
  }

  /** Why it could not be opened; undefined if it is open or during the first attempt. */
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
      // What opens after the stop began is only closed again.
      if (!this.#closed) onOpen(thing);
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
