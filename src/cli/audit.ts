import { Command, InvalidArgumentError } from 'commander';
import type { AuditRecord } from '../audit/domain/audit.js';
import { StoreError } from '../base/errors.js';
import { openAuditLog } from '../compose/open-gallery-store.js';
import { configOption, readConfig } from './config-option.js';

export function auditCommand(): Command {
  const command = new Command('audit').description('read and verify the hash-chained audit log');
  command
    .command('tail')
    .description('print the most recent events')
    .addOption(configOption())
    .option('-n, --lines <count>', 'number of events', positive, 20)
    .option('-f, --follow', 'keep printing new events until Ctrl-C')
    .action(async (options: { config: string; lines: number; follow?: boolean }) => {
      const log = openAuditLog(readConfig(options.config));
      try {
        let last = 0;
        const show = (record: AuditRecord): void => {
          last = record.sequence;
          process.stdout.write(`${line(record)}\n`);
        };
        log.tail(options.lines).forEach(show);
        while (options.follow) {
          await new Promise((resolve) => setTimeout(resolve, 500));
          for (const record of log.since(last)) show(record);
        }
      } finally {
        log.close();
      }
    });
  command
    .command('export')
    .description('print every event as JSON, one object per line')
    .addOption(configOption())
    .action(async (options: { config: string }) => {
      const log = openAuditLog(readConfig(options.config));
      try {
        for (const record of log.export()) {
          if (!process.stdout.write(`${JSON.stringify(record)}\n`)) {
            await new Promise((resolve) => process.stdout.once('drain', resolve));
          }
        }
      } finally {
        log.close();
      }
    });
  command
    .command('verify')
    .description('verify the hash chain over all stored events')
    .addOption(configOption())
    .action((options: { config: string }) => {
      const config = readConfig(options.config);
      const log = openAuditLog(config);
      try {
        const result = log.verify();
        if (!result.ok) {
          throw new StoreError(
            'audit.broken',
            `the audit chain is broken at sequence ${result.sequence} (${result.reason}): ${result.detail}`,
            {
              remedy: `${config.store.database} was changed outside Ostiary. Keep a copy as evidence, then restore a backup (ostiary restore).`,
            },
          );
        }
        process.stdout.write(
          result.rows === 0
            ? 'ok: the log is empty\n'
            : `ok: ${result.rows} events, sequence ${result.firstSequence} to ${result.lastSequence}, head ${result.head}\n`,
        );
      } finally {
        log.close();
      }
    });
  return command;
}

function positive(text: string): number {
  const n = Number(text);
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('expected a whole number, 1 or more.');
  return n;
}

function line(record: AuditRecord): string {
  const time = new Date(record.wall).toISOString().replace('T', ' ').replace('Z', '');
  const facts = Object.entries(record.facts)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
  return `${String(record.sequence).padStart(7)} ${time}${record.wallTrusted ? ' ' : '?'} ${record.kind.padEnd(18)} ${facts}`;
}
