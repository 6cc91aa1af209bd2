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
  const loading = { env: process.env, packageRoot };
  const settings = new ConfigKeeper(options.config, loading);
  const { config } = settings.use;
  const log = daemonLog(options.logLevel ?? config.observability.logLevel);
  const announcers = (nameOf: (person: string) => string) => (options.console ? [consoleAnnouncer(nameOf)] : []);
  const starting = startDaemon(config, { log, announcers, settings });
  const end = (status: number, within: number): void => {
    // A second signal, or a stop that hangs, must not leave a process that nobody can end.
    setTimeout(() => process.exit(70), within).unref();
    starting
      .then((daemon) => daemon.close())
      .then(
        () => process.exit(status),
        (error: unknown) => {
          log.error({ err: error }, 'the stop was not clean');
          process.exit(70);
        },
      );
  };
  // Before anything is awaited: the relay lives as soon as the door was opened.
  const stop = (signal: string): void => {
    log.info({ signal }, 'stopping');
    end(0, 20_000);
  };
  process.once('SIGINT', stop).once('SIGTERM', stop);
  // A defect must not leave the door as it was: secure it, then end; systemd starts the daemon again.
  const crash = (error: unknown): void => {
    log.error({ err: error }, 'unexpected fault: the door is secured and the daemon ends');
    end(70, 3000);
    // The door first: this may wait a moment for whoever reads the log.
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
