import { prettyFactory } from 'pino-pretty';

/** Turns a log line of JSON into text for a person. */
export function prettyLine(): (line: string) => string {
  return prettyFactory({ colorize: process.stderr.isTTY, ignore: 'pid,hostname', translateTime: 'HH:MM:ss.l' });
}
