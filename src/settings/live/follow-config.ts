import { watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError, describe } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { rewriteWhole } from '../../platform/write-file.js';
import { lastGoodFile } from '../load/last-good.js';
import { type LoadOptions, readConfigText } from '../load/load.js';
import type { TerminalConfig } from '../schema/schema.js';
import type { Because, ConfigKeeper } from './config-keeper.js';

/** The daemon that uses the configuration. */
export interface Reconfigured {
  /** Applies the settings that can change while it runs. */
  reconfigure(config: TerminalConfig, because: Because): void;
  /** Reports an invalid configuration; the one in use stays. */
  refuseConfig(fault: ConfigError): void;
}

/** An editor writes a file in several steps. */
const settle = 300;

/**
 * Stores the valid configuration and follows the file: a change or SIGHUP reconfigures the running daemon; an invalid file changes nothing.
 * Returns a function that stops it.
 */
export function followConfig(
  file: string,
  options: LoadOptions,
  keeper: ConfigKeeper,
  daemon: Reconfigured,
  log: Log,
): () => void {
  /** The file's text when last read; undefined if it could not be read. */
  let last: string | undefined;
  let kept = Promise.resolve();
  const reload = (): void => {
    let text: string | undefined;
    try {
      text = readConfigText(file);
      if (text === last) return;
      keeper.rewrite(text);
      keep(text);
    } catch (fault) {
      if (!(fault instanceof ConfigError)) throw fault;
      daemon.refuseConfig(fault);
    }
    last = text;
  };
  const keep = (text: string): void => {
    const place = lastGoodFile(file, options.env);
    kept = kept
      .then(() => rewriteWhole(place, text))
      .catch((error: unknown) =>
        log.warn({ place, fault: describe(error) }, 'cannot store the last valid configuration'),
      );
  };

  keeper.attach((...next) => daemon.reconfigure(...next));
  // A file refused at start was already reported.
  if (keeper.refused === undefined) reload();
  let timer: NodeJS.Timeout | undefined;
  const soon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(reload, settle);
  };
  process.on('SIGHUP', soon);
  const stopWatching = watchFile(file, soon, log);
  return () => {
    clearTimeout(timer);
    process.off('SIGHUP', soon);
    stopWatching();
  };
}

/** Watches the folder, because editors replace the file. */
function watchFile(file: string, changed: () => void, log: Log): () => void {
  const lost = (error: unknown): void =>
    log.warn(
      { file, fault: describe(error) },
      'cannot watch the configuration: send SIGHUP after a change (systemctl reload ostiary)',
    );
  try {
    const watcher = watch(dirname(resolve(file)), (_, name) => {
      if (name === null || name === basename(file)) changed();
    });
    watcher.on('error', lost);
    return () => watcher.close();
  } catch (error) {
    lost(error);
    return () => undefined;
  }
}
