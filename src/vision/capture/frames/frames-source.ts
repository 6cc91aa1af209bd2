import { setTimeout as sleep } from 'node:timers/promises';
import { HardwareFault } from '../../../base/errors.js';
import { after, elapsed, type Instant, type Millis, millis, seconds } from '../../../base/units.js';
import type { Image } from '../../imaging/image.js';
import { decodeFrame } from '../decode-frame.js';
import type { Source, SourceKind, SourceListener } from '../source.js';
import { still } from '../still.js';
import { noPictures, picturesIn } from './picture-list.js';

export interface FramesConfig {
  readonly source: 'frames';
  /** Its pictures are played in the order of their names, `files` in the order given. Exactly one of the two. */
  readonly folder?: string | undefined;
  readonly files?: readonly string[] | undefined;
  readonly fps: number;
  /** Whether to start again at the end. */
  readonly loop: boolean;
  readonly stallAfter: Millis;
}

export function framesSource(config: FramesConfig, now: () => Instant): SourceKind {
  const period = millis(1000 / config.fps);
  const place = config.folder ?? `the list of ${config.files?.length ?? 0} pictures`;
  return {
    name: `frames ${place}`,
    // Pictures may repeat and differ in size, and a slow rate is not a stall.
    expects: { openWithin: seconds(10), stallAfter: millis(config.stallAfter + 2 * period), fixedSize: false },
    open(listener) {
      const player = new Player(config, place, period, now, listener);
      return { dropped: () => 0, close: () => player.close() };
    },
  };
}

class Player implements Pick<Source, 'close'> {
  readonly #config: FramesConfig;
  readonly #place: string;
  readonly #period: Millis;
  readonly #now: () => Instant;
  readonly #listener: SourceListener;
  readonly #closing = new AbortController();
  readonly #played: Promise<void>;
  #due: Instant;

  constructor(config: FramesConfig, place: string, period: Millis, now: () => Instant, listener: SourceListener) {
    this.#config = config;
    this.#place = place;
    this.#period = period;
    this.#now = now;
    this.#listener = listener;
    this.#due = now();
    this.#played = this.#play().then(
      () => this.#tell(() => listener.over('ended')),
      (error: unknown) => {
        if (error instanceof HardwareFault) return this.#tell(() => listener.over(error));
        if (!this.#closing.signal.aborted) throw error;
      },
    );
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#played;
  }

  async #play(): Promise<void> {
    const { folder, files = [], loop } = this.#config;
    do {
      // Read again in each round: pictures may have been added.
      const pictures = folder === undefined ? files : await picturesIn(folder);
      let shown = 0;
      for (const picture of pictures) {
        const image = await this.#decoded(picture);
        if (this.#closing.signal.aborted) return;
        if (image === undefined) continue;
        await this.#show(image);
        shown++;
      }
      if (shown === 0) throw noPictures(this.#place);
    } while (loop);
  }

  /** Undefined for a skipped picture. @throws HardwareFault if the whole folder has gone. */
  async #decoded(picture: string): Promise<Image | undefined> {
    try {
      return await decodeFrame(picture, picture);
    } catch (fault) {
      if (!(fault instanceof HardwareFault)) throw fault;
      if (this.#config.folder !== undefined) await picturesIn(this.#config.folder);
      this.#tell(() => this.#listener.notice(fault));
      return undefined;
    }
  }

  /** Shows the picture when it is due; decoding delays it only if it took longer than a period. */
  async #show(image: Image): Promise<void> {
    const wait = elapsed(this.#now(), this.#due);
    if (wait > 0) await sleep(wait, undefined, { signal: this.#closing.signal });
    const now = this.#now();
    this.#due = after(wait < -this.#period ? now : this.#due, this.#period);
    this.#tell(() => this.#listener.frame(still(image, now)));
  }

  #tell(action: () => void): void {
    if (!this.#closing.signal.aborted) action();
  }
}
