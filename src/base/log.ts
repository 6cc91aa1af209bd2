/** Structured log: facts first, then a constant message. Never names, embeddings or pictures. */
export interface Log {
  debug(facts: object, message: string): void;
  info(facts: object, message: string): void;
  warn(facts: object, message: string): void;
  error(facts: object, message: string): void;
  child(facts: object): Log;
}

/** Says nothing. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {}, child: () => silentLog };

/** The same log, silent while it is not wanted. */
export function logWhile(wanted: () => boolean, log: Log): Log {
  const when = (level: 'debug' | 'info' | 'warn' | 'error') => (facts: object, message: string) => {
    if (wanted()) log[level](facts, message);
  };
  return {
    debug: when('debug'),
    info: when('info'),
    warn: when('warn'),
    error: when('error'),
    child: (facts) => logWhile(wanted, log.child(facts)),
  };
}
