import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';
import type { Announcer } from './ports/announcer.js';

/** Calls every announcer; one that fails does not affect the others. */
export class Announcers implements Announcer {
  readonly #announcers: Announcer[];
  readonly #log: Log;

  constructor(announcers: readonly Announcer[], log: Log) {
    this.#announcers = [...announcers];
    this.#log = log;
  }

  add(announcer: Announcer): void {
    this.#announcers.push(announcer);
  }

  arrived(...said: Parameters<Announcer['arrived']>): void {
    this.#tell((announcer) => announcer.arrived(...said));
  }

  pending(...said: Parameters<Announcer['pending']>): void {
    this.#tell((announcer) => announcer.pending(...said));
  }

  decided(...said: Parameters<Announcer['decided']>): void {
    this.#tell((announcer) => announcer.decided(...said));
  }

  left(...said: Parameters<Announcer['left']>): void {
    this.#tell((announcer) => announcer.left(...said));
  }

  #tell(say: (announcer: Announcer) => void): void {
    for (const announcer of this.#announcers) {
      try {
        say(announcer);
      } catch (error) {
        this.#log.error({ fault: describe(error) }, 'announcer failed');
      }
    }
  }
}
