import { StoreError } from '../../src/base/errors.js';

/** What in-memory storage is written through: it can be full, and it can hang until it is thawed. */
export class TestDisk {
  full = false;
  #frozen: Promise<void> | undefined;
  #thaw = (): void => undefined;

  freeze(): void {
    this.#frozen = new Promise((done) => {
      this.#thaw = done;
    });
  }

  thaw(): void {
    this.#thaw();
    this.#frozen = undefined;
  }

  async use<T>(work: () => T): Promise<T> {
    await this.#frozen;
    if (this.full) throw new StoreError('store.full', 'no space left on the disk', { remedy: 'Make space (df -h).' });
    return work();
  }
}
