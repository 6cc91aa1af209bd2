import { prettyFactory } from 'pino-pretty';

/** Formats a JSON log line as text. */
export function prettyLine(): (line: string) => string {
  return prettyFactory({ colorize: process.stderr.isTTY, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' });
}
