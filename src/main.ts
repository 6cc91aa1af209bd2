import { Command, CommanderError, Option } from 'commander';
import { configOption, readConfig } from './cli/config-option.js';
import { reportFault } from './cli/report-fault.js';
import { startDaemon } from './compose-daemon.js';
import { consoleAnnouncer, daemonLog, silentAnnouncer } from './compose-screen.js';
import { version } from './version.js';

interface Options {
  readonly config: string;
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  readonly console?: boolean;
}

const program = new Command('ostiaryd')
  .description('The daemon of an Ostiary door terminal.')
  .version(version)
  .addOption(configOption())
  .addOption(
    new Option('--log-level <level>', 'instead of observability.logLevel').choices([
      'trace',
      'debug',
      'info',
      'warn',
      'error',
    ]),
  )
  .option('--console', 'show visitors and decisions on standard output')
  .exitOverride()
  .action(run);

async function run(options: Options): Promise<void> {
  const config = readConfig(options.config);
  const log = daemonLog(options.logLevel ?? config.observability.logLevel);
  const daemon = await startDaemon(config, {
    log,
    announcer: options.console ? consoleAnnouncer : silentAnnouncer,
  });
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    // A second signal, or a stop that hangs, must not leave a process that nobody can end.
    setTimeout(() => process.exit(70), 15_000).unref();
    void daemon.close().then(() => process.exit(0));
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // A defect must not leave the door as it was: secure it, then end; systemd starts the daemon again.
  const crash = (error: unknown): void => {
    log.error({ err: error }, 'unexpected fault: the door is secured and the daemon ends');
    setTimeout(() => process.exit(70), 3000).unref();
    void daemon.close().finally(() => process.exit(70));
  };
  process.once('uncaughtException', crash).once('unhandledRejection', crash);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exit(error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 64) : reportFault(error));
}
