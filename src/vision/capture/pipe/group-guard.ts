import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Kills a process group as soon as this process is gone, however it ended: after SIGKILL nothing of our own runs any more, and a
 * camera program left behind would hold the camera. A shell in a session of its own waits for the end of its standard input,
 * which only the end of this process brings. It is started before the group, so that it has only to be told the group's id.
 */
export class GroupGuard {
  readonly #shell: ChildProcess;

  constructor() {
    const script = 'read -r group || exit; read -r _; kill -KILL "-$group"';
    this.#shell = spawn('/bin/sh', ['-c', script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    // Without a shell the camera works all the same.
    this.#shell.on('error', () => undefined);
    this.#shell.stdin?.on('error', () => undefined);
    this.#shell.unref();
  }

  /** @param group pid of the group's leader. */
  watch(group: number): void {
    this.#shell.stdin?.write(`${group}\n`);
  }

  /** For when the group is gone: its id may then be given to others. */
  dismiss(): void {
    this.#shell.kill('SIGKILL');
  }
}
