import { resolve } from 'node:path';
import { Command } from 'commander';
import { machineReaders, packSupport, terminalReaders } from '../compose/doctor.js';
import { type Check, type Checked, check } from '../doctor/check.js';
import { type ConfigReading, judgeConfig } from '../doctor/domain/config.js';
import type { Finding } from '../doctor/domain/finding.js';
import { examineMachine, examineTerminal, type See } from '../doctor/examine.js';
import { asideLines, overrideLines } from '../settings/from-site/site-report.js';
import { risksOf } from '../settings/schema/risks.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { version } from '../version.js';
import { configOption, readLayered } from './config-option.js';

interface Options {
  readonly config: string;
  readonly json?: boolean;
  readonly support?: string;
}

export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check everything the terminal needs and say how to fix what is wrong')
    .addOption(configOption())
    .option('--json', 'print JSON')
    .option('--support <file>', 'also write a support archive to FILE (.tar.gz), without biometrics, names or secrets')
    .addHelpText('after', '\nExit status: 0 if no check failed (warnings do not count), 69 if one did.')
    .action(run);
}

async function run(options: Options): Promise<void> {
  const checked: Checked[] = [];
  const see = async (next: Check): Promise<Checked> => {
    if (process.stderr.isTTY) process.stderr.write(`\r\x1b[Kchecking ${next.name} …`);
    const seen = await next.run();
    if (process.stderr.isTTY) process.stderr.write('\r\x1b[K');
    checked.push(seen);
    if (!options.json) process.stdout.write(rendered(seen));
    return seen;
  };
  const config = await configured(options.config, see);
  if (config !== undefined) await examineTerminal(terminalReaders(config, resolve(options.config)), version, see);
  await examineMachine(machineReaders, see);
  const failed = checked.some(({ findings }) => findings.some(({ level }) => level === 'fail'));
  if (options.json) {
    const list = checked.map(({ check, findings, reading }) => ({ check, findings, reading }));
    process.stdout.write(`${JSON.stringify({ version, ok: !failed, checks: list }, null, 2)}\n`);
  }
  if (options.support !== undefined) {
    await packSupport(options.support, checked, config);
    if (!options.json) process.stdout.write(`\n${options.support}: written. Review it before you send it.\n`);
  }
  process.exitCode = failed ? 69 : 0;
}

/** Checks the configuration first. If it is invalid, the machine can still be checked. */
async function configured(file: string, see: See): Promise<TerminalConfig | undefined> {
  let config: TerminalConfig | undefined;
  const read = (): ConfigReading => {
    const layered = readLayered(file);
    config = layered.config;
    return { file, overrides: overrideLines(layered), aside: asideLines(layered), risks: risksOf(config) };
  };
  await see(check('config', read, judgeConfig));
  return config;
}

function rendered({ check, findings }: Checked): string {
  return findings.map((finding, i) => line(i === 0 ? check : '', finding)).join('');
}

const colours = { ok: '\x1b[32m', warn: '\x1b[33m', fail: '\x1b[31m' } as const;

function line(check: string, finding: Finding): string {
  const level = process.stdout.isTTY
    ? `${colours[finding.level]}${finding.level.padEnd(4)}\x1b[0m`
    : finding.level.padEnd(4);
  const todo = finding.level === 'ok' ? '' : `\n                    → ${finding.remedy}`;
  return `${level}  ${check.padEnd(12)}  ${finding.seen.replaceAll('\n', '\n                    ')}${todo}\n`;
}
