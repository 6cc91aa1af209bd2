import { Command, InvalidArgumentError } from 'commander';
import type { AuditRecord } from '../audit/domain/audit.js';
import { StoreError } from '../base/errors.js';
import { openAuditLog } from '../compose/store.js';
import { configOption, readConfig } from './config-option.js';

export function auditCommand(): Command {
  const command = new Command('audit').description('the hash-chained record of what happened at the door');
  command
    .command('tail')
    .description('print the last events')
    .addOption(configOption())
    .option('-n, --lines <count>', 'how many', positive, 20)
    .option('-f, --follow', 'go on printing new events until Ctrl-C')
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
    .description('print every event as one JSON object a line')
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
    .description('check the hash chain from the first kept event to the last')
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
              remedy: `Somebody or something changed ${config.store.database}. Keep a copy of it as evidence and restore a backup.`,
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
  if (!Number.isInteger(n) || n < 1) throw new InvalidArgumentError('a whole number of at least 1 is needed.');
  return n;
}

function line(record: AuditRecord): string {
  const time = new Date(record.wall).toISOString().replace('T', ' ').replace('Z', '');
  const facts = Object.entries(record.facts)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
  return `${String(record.sequence).padStart(7)} ${time}${record.wallTrusted ? ' ' : '?'} ${record.kind.padEnd(18)} ${facts}`;
}
