import { type DestinationStream, type Logger, pino } from 'pino';
import { TerminalError } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { type Output, output } from './output.js';
import { prettyLine } from './pretty.js';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

const secret = ['embedding', 'embeddings', 'values', 'templates', 'picture', 'crop', 'name', 'key'];
/** The facts themselves and three levels inside them: an error's context lies at the second. */
const cut = ['', '*.', '*.*.', '*.*.*.'].flatMap((within) => secret.map((key) => within + key));

/**
 * Structured log on standard error: JSON lines, or text on a console. If the reader stalls, lines are dropped, and their number is logged
 * once it reads again. Keys that could carry biometrics, names or secrets are always removed.
 */
export function createLog(options: { readonly level: LogLevel; readonly pretty: boolean }): Log {
  const format = options.pretty ? prettyLine() : (line: string) => line;
  const logger: Logger = pino(
    { level: options.level, base: null, redact: { paths: cut, censor: '[cut]' }, serializers: { err: serializeError } },
    countingDrops(output(2), format, (lines) =>
      logger.warn({ lines }, 'log lines were dropped because nobody read them'),
    ),
  );
  return logger;
}

function countingDrops(to: Output, format: (line: string) => string, tell: (lines: number) => void): DestinationStream {
  let dropped = 0;
  return {
    write(line) {
      if (!to.write(format(line))) {
        dropped++;
        return;
      }
      const lines = dropped;
      dropped = 0;
      if (lines > 0) tell(lines);
    },
  };
}

function serializeError(error: unknown): unknown {
  if (error instanceof TerminalError) {
    const { code, message, remedy, context, cause } = error;
    return { code, message, remedy, context, ...(cause === undefined ? {} : { cause: serializeError(cause) }) };
  }
  return error instanceof Error ? { message: error.message, stack: error.stack } : String(error);
}
