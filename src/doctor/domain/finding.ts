/** The result of a check: ok, or what to do about it. */
export type Finding =
  | { readonly level: 'ok'; readonly seen: string }
  | { readonly level: 'warn' | 'fail'; readonly seen: string; readonly remedy: string };

export const ok = (seen: string): Finding => ({ level: 'ok', seen });
/** The terminal works, but not as it should, or not for long. */
export const warn = (seen: string, remedy: string): Finding => ({ level: 'warn', seen, remedy });
/** The terminal does not work, or is not safe. */
export const fail = (seen: string, remedy: string): Finding => ({ level: 'fail', seen, remedy });
