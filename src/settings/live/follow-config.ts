import { watch } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { ConfigError, describe } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { rewriteWhole } from '../../platform/write-file.js';
import { lastGoodFile } from '../load/last-good.js';
import { type LoadOptions, readConfigText } from '../load/load.js';
import type { TerminalConfig } from '../schema/schema.js';
import type { Because, ConfigKeeper } from './config-keeper.js';

/** Whoever lives by the configuration. */
export interface Reconfigured {
  /** Takes over what applies while it runs. */
  reconfigure(config: TerminalConfig, because: Because): void;
  /** Says that a configuration was refused; the one in use stays. */
  refuseConfig(fault: ConfigError): void;
}

/** An editor writes a file in several steps. */
const settle = 300;

/**
 * Keeps the good configuration, and follows the file: a change, or SIGHUP, reconfigures the running daemon; one that is at fault
 * changes nothing. Returns the way to stop.
 */
export function followConfig(
  file: string,
  options: LoadOptions,
  keeper: ConfigKeeper,
  daemon: Reconfigured,
  log: Log,
): () => void {
  /** Of the file when it was looked at last; undefined where it could not be read. */
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
        log.warn({ place, fault: describe(error) }, 'the last good configuration cannot be kept'),
      );
  };

  keeper.attach((...next) => daemon.reconfigure(...next));
  // What was refused at the start was said then.
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

/** Watches the folder: editors put a new file in the place of the old one. */
function watchFile(file: string, changed: () => void, log: Log): () => void {
  const lost = (error: unknown): void =>
    log.warn({ file, fault: describe(error) }, 'the configuration cannot be watched: send SIGHUP after a change');
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
