import { type DestinationStream, pino } from 'pino';
import { TerminalError } from '../../domain/errors.js';
import type { Log } from '../../ports/log.js';
import { pinoPretty } from './pretty.js';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/**
 * Structured log on standard error: JSON lines, or text where a person watches.
 * Keys that could carry biometrics, names or secrets are cut out whoever logs them.
 */
export function createLog(options: { readonly level: LogLevel; readonly pretty: boolean }): Log {
  const destination: DestinationStream = options.pretty ? pinoPretty() : pino.destination({ dest: 2, sync: true });
  return pino(
    {
      level: options.level,
      base: null,
      redact: { paths: ['embedding', '*.embedding', 'values', 'picture', 'name', '*.name', 'key'], censor: '[cut]' },
      serializers: { err: serializeError },
    },
    destination,
  );
}

function serializeError(error: unknown): unknown {
  if (error instanceof TerminalError) {
    const { code, message, remedy, context, cause } = error;
    return { code, message, remedy, context, ...(cause === undefined ? {} : { cause: serializeError(cause) }) };
  }
  return error instanceof Error ? { message: error.message, stack: error.stack } : String(error);
}
