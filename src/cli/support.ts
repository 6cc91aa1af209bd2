import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, release, tmpdir, totalmem, uptime } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CommandRejected } from '../base/errors.js';
import { redact } from '../base/redact.js';
import { openAuditLog } from '../compose/store.js';
import type { Checked } from '../doctor/check.js';
import { readText } from '../doctor/read-file.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { version } from '../version.js';

const run = promisify(execFile);
const lastEvents = 500;
const lastLines = 2000;

/**
 * Packs what helps somebody far away: findings and readings, effective configuration, versions, audit events without people, log.
 * No templates, pictures, names, person ids, keys or credentials. @throws CommandRejected `support.unwritable`
 */
export async function packSupport(
  file: string,
  checked: readonly Checked[],
  config: TerminalConfig | undefined,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-support-'));
  const add = (name: string, text: string): void => writeFileSync(join(folder, name), redact(text), { mode: 0o600 });
  try {
    add('doctor.json', json(checked));
    add('machine.json', json(machine()));
    if (config !== undefined) {
      add('config.json', json(config));
      add('audit.jsonl', anonymousEvents(config));
    }
    add('journal.txt', await journal());
    await run('tar', ['-czf', resolve(file), '-C', folder, '.']);
  } catch (cause) {
    throw new CommandRejected('support.unwritable', `${file} could not be packed: ${(cause as Error).message}`, {
      remedy: 'Name a file in a folder that you may write to and that has space; tar must be installed.',
      cause,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function machine(): object {
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

/** Facts that are ids of people or of what they did stay at home. */
const personal: ReadonlySet<string> = new Set(['person', 'presentation', 'decision', 'similarity']);

function anonymousEvents(config: TerminalConfig): string {
  try {
    const log = openAuditLog(config);
    try {
      return log
        .tail(lastEvents)
        .map(({ sequence, kind, wall, wallTrusted, bootId, facts }) => {
          const kept = Object.entries(facts).filter(([name]) => !personal.has(name));
          return JSON.stringify({ sequence, kind, wall, wallTrusted, bootId, facts: Object.fromEntries(kept) });
        })
        .join('\n');
    } finally {
      log.close();
    }
  } catch (error) {
    return `no audit log: ${(error as Error).message}\n`;
  }
}

/** The log holds no names, embeddings or pictures, but the ids of people: they are cut out. */
async function journal(): Promise<string> {
  try {
    const { stdout } = await run(
      'journalctl',
      ['-u', 'ostiary', '-n', String(lastLines), '-o', 'short-iso', '--no-pager'],
      {
        maxBuffer: 64 * 1024 * 1024,
      },
    );
    return stdout.replace(/"(person|presentation|decision)":"[^"]*"/g, '"$1":"…"');
  } catch (error) {
    return `no journal: ${(error as Error).message}\n`;
  }
}
