import pretty from 'pino-pretty';

/** Log lines for a person, on standard error. */
export function pinoPretty(): pretty.PrettyStream {
  return pretty({
    destination: 2,
    sync: true,
    colorize: process.stderr.isTTY,
    ignore: 'pid,hostname',
    translateTime: 'HH:MM:ss.l',
  });
}
