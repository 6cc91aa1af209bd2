import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Kills a process group as soon as this process is gone, even after SIGKILL: a camera program left behind would hold the camera. A shell in
 * its own session waits for the end of its standard input, which comes only when this process ends. It starts before the group, so that it
 * only needs the group's id.
 */
export class GroupGuard {
  readonly #shell: ChildProcess;

  constructor() {
    const script = 'read -r group || exit; read -r _; kill -KILL "-$group"';
    this.#shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    // The camera also works without the shell.
    this.#shell.on('error', () => undefined);
    this.#shell.stdin?.on('error', () => undefined);
    this.#shell.unref();
  }

  /** @param group pid of the group's leader. */
  watch(group: number): void {
    this.#shell.stdin?.write(`${group}\n`);
  }

  /** Stops watching once the group is gone: its id may be reused. */
  dismiss(): void {
    this.#shell.kill('SIGKILL');
  }
}
