import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';

/** A file system of its own that can be frozen: whoever writes to it waits, and cannot even be killed, until it thaws. */
export class FreezingDisk {
  readonly #path: string;
  readonly #image: string;
  #frozen = false;

  private constructor(path: string, image: string) {
    this.#path = path;
    this.#image = image;
  }

  /** Undefined where none may be mounted. */
  static mount(path: string, image: string): FreezingDisk | undefined {
    mkdirSync(path);
    try {
      run('truncate', '--size=16M', image);
      run('mkfs.ext4', '-q', image);
      run('mount', '-o', 'loop', image, path);
    } catch {
      return undefined;
    }
    const disk = new FreezingDisk(path, image);
    try {
      disk.freeze();
      disk.thaw();
      return disk;
    } catch {
      disk.unmount();
      return undefined;
    }
  }

  freeze(): void {
    run('fsfreeze', '--freeze', this.#path);
    this.#frozen = true;
  }

  thaw(): void {
    if (this.#frozen) run('fsfreeze', '--unfreeze', this.#path);
    this.#frozen = false;
  }

  unmount(): void {
    this.thaw();
    run('umount', this.#path);
    rmSync(this.#image);
  }
}

function run(command: string, ...words: readonly string[]): void {
  execFileSync(command, words, { stdio: 'ignore' });
}
