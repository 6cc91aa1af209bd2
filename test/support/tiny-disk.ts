import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const filler = 'filler-';

/** A file system of its own that can be filled up; it needs root. */
export class TinyDisk {
  readonly path: string;

  private constructor(path: string) {
    this.path = path;
  }

  /** Undefined where none may be mounted. */
  static mount(path: string, size = '1m'): TinyDisk | undefined {
    mkdirSync(path);
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'ostiary-test', path], { stdio: 'ignore' });
      return new TinyDisk(path);
    } catch {
      return undefined;
    }
  }

  fill(): void {
    let blocks = 0;
    try {
      for (; ; blocks++) writeFileSync(join(this.path, `${filler}${blocks}`), Buffer.alloc(65_536));
    } catch {
      // Full: the last one may be there in part.
    }
  }

  free(): void {
    for (const file of readdirSync(this.path)) if (file.startsWith(filler)) rmSync(join(this.path, file));
  }

  unmount(): void {
    execFileSync('umount', [this.path]);
  }
}
