import { type ChildProcess, spawn } from 'node:child_process';
import { createPrivateKey } from 'node:crypto';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Sqlite } from '../../src/database/sqlite.js';
import { readKeyFile } from '../../src/platform/key-file.js';
import { models } from './models.js';
import type { Mosquitto } from './mosquitto.js';
import { root, shared } from './places.js';
import { Site } from './site.js';
import { type Ended, runOstiary, type TestTerminal } from './terminal.js';

/** Whoever runs the site `hq`, with a folder of their own. */
export class TestFleet {
  readonly folder = mkdtempSync(join(tmpdir(), 'ostiary-fleet-'));
  readonly config = join(this.folder, 'site.yaml');
  readonly env: NodeJS.ProcessEnv = { ...process.env, OSTIARY_SHARED: shared };

  readonly #started: ChildProcess[] = [];

  /** @param access what lets them into the broker */
  constructor(broker: string, extra = '', access: readonly string[] = []) {
    writeFileSync(
      this.config,
      `uplink: { ${[`broker: "${broker}"`, 'site: hq', ...access].join(', ')} }
${models === undefined ? '' : `models: { detector: ${models.detector}, embedder: ${models.embedder} }`}
${extra}`,
    );
  }

  path(file: string): string {
    return join(this.folder, file);
  }

  /** `ostiary fleet …`, until it ends. */
  run(...words: string[]): Promise<Ended> {
    return runOstiary(['fleet', ...words, '-c', this.config], this.env);
  }

  /** The same in the background; killed with `remove`. */
  start(...words: string[]) {
    const child = spawn(process.execPath, [join(root, 'dist/cli.js'), 'fleet', ...words, '-c', this.config], {
      env: this.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#started.push(child);
    return child;
  }

  /** Ids of the events of this kind that `ostiary fleet collect` has stored. */
  collected(kind = 'access.denied'): readonly string[] {
    try {
      const db = new Sqlite(this.path('data/site.db'), { readonly: true });
      const found = db.prepare<[string], string>('SELECT id FROM events WHERE kind = ?').pluck().all(kind);
      db.close();
      return found;
    } catch {
      return []; // Not made yet.
    }
  }

  /** Gives a terminal what it needs of the site’s keys. */
  provision(terminal: TestTerminal): void {
    copyFileSync(this.path('keys/root.pub'), join(terminal.folder, 'root.pub'));
    copyFileSync(this.path('keys/groups/lobby.key'), join(terminal.folder, 'lobby.key'));
  }

  /** Somebody who signs by hand with the keys that `ostiary fleet` made. */
  byHand(): Site {
    const files = readdirSync(this.path('keys'));
    const key = (role: string) => {
      const file = files.find((name) => name.startsWith(`${role}-`));
      return createPrivateKey(readFileSync(this.path(`keys/${file}`)));
    };
    const groupKey = readKeyFile({ path: this.path('keys/groups/lobby.key'), credential: false });
    return new Site({ operator: key('operator'), enroller: key('enroller'), groupKey });
  }

  remove(): void {
    for (const child of this.#started) child.kill('SIGKILL');
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A site that has its keys at this broker, which knows its machine as `office`. */
export async function fleetAt(broker: Mosquitto, extra = ''): Promise<TestFleet> {
  const fleet = new TestFleet(broker.url, extra, broker.access('office'));
  const { status, stderr } = await fleet.run('keys', 'create', '--group', 'lobby');
  if (status !== 0) throw new Error(stderr);
  return fleet;
}
