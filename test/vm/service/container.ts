import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** One `ExecStopPost=` command that has run: microseconds of CLOCK_MONOTONIC. */
interface Ran {
  readonly argv: readonly string[];
  readonly begun: number;
  readonly ended: number;
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** Debian with systemd as PID 1 in a container: users, sandbox, watchdog and restarts are real; devices are not there. */
export class Container {
  readonly #nspawn: ChildProcess;
  #init = 0;

  /** @param binds `source:target` of folders to be seen inside, read-only. */
  constructor(rootfs: string, scratch: string, binds: readonly string[]) {
    const console = openSync(join(scratch, 'console.log'), 'w');
    const words = ['--quiet', '--directory', rootfs, '--volatile=overlay', '--register=no', '--keep-unit'];
    const more = ['--private-network', '--console=read-only', `--machine=ostiary-${process.pid}`, '--boot'];
    this.#nspawn = spawn('systemd-nspawn', [...words, ...binds.map((bind) => `--bind-ro=${bind}`), ...more], {
      env: { ...process.env, SYSTEMD_NSPAWN_UNIFIED_HIERARCHY: '1' },
      stdio: ['ignore', console, console],
    });
    closeSync(console);
  }

  /** Resolves when the services of a normal start are up. */
  async booted(within = 60_000): Promise<void> {
    const end = Date.now() + within;
    const { pid } = this.#nspawn;
    for (;;) {
      if (Date.now() > end || this.#nspawn.exitCode !== null) throw new Error('the container does not start');
      await pause(100);
      const [init] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ');
      this.#init = Number(init);
      if (!(this.#init > 0)) continue;
      if ((await this.run('systemctl is-active multi-user.target')).stdout === 'active\n') return;
    }
  }

  /** A shell command as root inside. */
  async run(command: string): Promise<Said> {
    const spaces = ['--mount', '--uts', '--ipc', '--net', '--pid', '--cgroup'];
    const child = spawn('nsenter', ['--target', String(this.#init), ...spaces, '--', '/bin/bash', '-c', command], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: '/usr/local/bin:/usr/bin:/usr/sbin:/bin:/sbin', HOME: '/root' },
    });
    const ended = new Promise<number | null>((done) => child.once('close', done));
    const [stdout, stderr, status] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
    return { status, stdout, stderr };
  }

  /** The output of a command that must succeed. */
  async must(command: string): Promise<string> {
    const { status, stdout, stderr } = await this.run(command);
    if (status !== 0) throw new Error(`${command}: status ${status}\n${stdout}${stderr}`);
    return stdout.trim();
  }

  /** Properties of the unit, as `systemctl show` has them. */
  async unit(...names: readonly string[]): Promise<Readonly<Record<string, string>>> {
    const lines = (await this.must(`systemctl show ostiary --property ${names.join(',')}`)).split('\n');
    return Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  }

  /** Empty as long as one has not ended. systemd forgets them when the unit starts again. */
  async stopPost(): Promise<readonly Ran[]> {
    const place = '/org/freedesktop/systemd1/unit/ostiary_2eservice org.freedesktop.systemd1.Service';
    const said = await this.must(`busctl get-property org.freedesktop.systemd1 ${place} ExecStopPost --json=short`);
    const data: readonly [string, string[], boolean, number, number, number, number][] = JSON.parse(said).data;
    const ran = data.map(([, argv, , , begun, , ended]) => ({ argv, begun, ended }));
    return ran.every(({ ended }) => ended > 0) ? ran : [];
  }

  async end(): Promise<void> {
    if (this.#nspawn.exitCode !== null) return;
    const ended = new Promise((done) => this.#nspawn.once('exit', done));
    void this.run('systemctl poweroff --force --force');
    const kill = setTimeout(() => this.#nspawn.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(kill);
  }
}
