import { Command, CommanderError, Option } from 'commander';
import { configOption } from './cli/config-option.js';
import { reportFault } from './cli/report-fault.js';
import { startDaemon } from './compose/daemon.js';
import { consoleAnnouncer, daemonLog, flush } from './compose/screen.js';
import { ConfigKeeper } from './settings/live/config-keeper.js';
import { followConfig } from './settings/live/follow-config.js';
import { packageRoot, version } from './version.js';

interface Options {
  readonly config: string;
  readonly logLevel?: 'trace' | 'debug' | 'info' | 'warn' | 'error';
  readonly console?: boolean;
}

const program = new Command('ostiaryd')
  .description('The Ostiary door terminal daemon.')
  .version(version)
  .addOption(configOption())
  .addOption(
    new Option('--log-level <level>', 'overrides observability.logLevel').choices([
      'trace',
      'debug',
      'info',
      'warn',
      'error',
    ]),
  )
  .option('--console', 'print visitors and decisions on standard output')
  .exitOverride()
  .action(run);

async function run(options: Options): Promise<void> {
  const loading = { env: process.env, packageRoot };
  const settings = new ConfigKeeper(options.config, loading);
  const { config } = settings.use;
  const log = daemonLog(options.logLevel ?? config.observability.logLevel);
  const announcers = (nameOf: (person: string) => string) => (options.console ? [consoleAnnouncer(nameOf)] : []);
  const starting = startDaemon(config, { log, announcers, settings });
  const end = (status: number, within: number): void => {
    // A second signal ends the process at once, and so does a stop that hangs.
    setTimeout(() => process.exit(70), within).unref();
    starting
      .then((daemon) => daemon.close())
      .then(
        () => process.exit(status),
        (error: unknown) => {
          log.error({ err: error }, 'shutdown failed');
          process.exit(70);
        },
      );
  };
  // Before anything is awaited: from here on the relay can be driven.
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    end(0, 20_000);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // After a defect, secure the door and exit; systemd restarts the daemon.
  const crash = (error: unknown): void => {
    log.error({ err: error }, 'unexpected error: securing the door and exiting');
    end(70, 3000);
    // Secure the door first: flushing the log may block for a moment.
    setImmediate(flush);
  };
  process.on('uncaughtException', crash).on('unhandledRejection', crash);
  followConfig(options.config, loading, settings, await starting, log);
}

try {
  await program.parseAsync();
} catch (error) {
  process.exit(error instanceof CommanderError ? (error.exitCode === 0 ? 0 : 64) : reportFault(error));
}
