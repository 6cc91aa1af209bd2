import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, release, tmpdir, totalmem, uptime } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { AuditRecord } from '../../audit/domain/audit.js';
import { CommandRejected } from '../../base/errors.js';
import { redact } from '../../base/redact.js';
import { readText } from '../../platform/read-text.js';
import type { Checked } from '../check.js';

const run = promisify(execFile);
const mostEvents = 500;
const mostLines = 2000;

export interface SupportCase {
  readonly checked: readonly Checked[];
  /** Of Ostiary. */
  readonly version: string;
  /** Undefined where the configuration is at fault. */
  readonly terminal:
    | {
        readonly config: object;
        /** The newest audit records. @throws StoreError */
        readonly lastEvents: (count: number) => readonly AuditRecord[];
      }
    | undefined;
}

/**
 * Writes the support archive: findings and readings, effective configuration, versions, audit events without people, log.
 * No templates, pictures, names, person ids, keys or credentials. @throws CommandRejected `support.unwritable`
 */
export async function packSupport(file: string, { checked, version, terminal }: SupportCase): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-support-'));
  const add = (name: string, text: string): void => writeFileSync(join(folder, name), redact(text), { mode: 0o600 });
  try {
    add('doctor.json', json(checked));
    add('machine.json', json(machine(version)));
    if (terminal !== undefined) {
      add('config.json', json(terminal.config));
      add('audit.jsonl', anonymousEvents(terminal.lastEvents));
    }
    add('journal.txt', await journal());
    await run('tar', ['-czf', resolve(file), '-C', folder, '.']);
  } catch (cause) {
    throw new CommandRejected('support.unwritable', `cannot write ${file}: ${(cause as Error).message}`, {
      remedy: 'Choose a file in a folder that you can write to and that has free space. Install tar if it is missing.',
      cause,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function machine(version: string): object {
  const { versions, execPath } = process;
  const model = readText('/proc/device-tree/model')?.replace(/\0/g, '');
  const system = readText('/etc/os-release');
  return {
    ostiary: version,
    node: versions.node,
    execPath,
    arch: arch(),
    kernel: release(),
    model,
    system,
    memory: totalmem(),
    uptime: uptime(),
  };
}

/** Facts that identify people or their visits are left out. */
const personal: ReadonlySet<string> = new Set(['person', 'presentation', 'decision', 'similarity']);

function anonymousEvents(lastEvents: (count: number) => readonly AuditRecord[]): string {
  try {
    return lastEvents(mostEvents)
      .map(({ sequence, kind, wall, wallTrusted, bootId, facts }) => {
        const kept = Object.entries(facts).filter(([name]) => !personal.has(name));
        return JSON.stringify({ sequence, kind, wall, wallTrusted, bootId, facts: Object.fromEntries(kept) });
      })
      .join('\n');
  } catch (error) {
    return `no audit log: ${(error as Error).message}\n`;
  }
}

/** The log holds no names, embeddings or pictures, but it does hold people's ids: these are removed. */
async function journal(): Promise<string> {
  try {
    const { stdout } = await run(
      'journalctl',
      ['-u', 'ostiary', '-n', String(mostLines), '-o', 'short-iso', '--no-pager'],
      {
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    return stdout.replace(/"(person|presentation|decision)":"[^"]*"/g, '"$1":"…"');
  } catch (error) {
    return `no journal: ${(error as Error).message}\n`;
  }
}
