import { type Finding, fail, ok, warn } from './finding.js';

export interface KeyReading {
  readonly path: string;
  /** What the file is for. */
  readonly use: string;
  /** Absent where there is no file, or it may not be looked at. */
  readonly mode?: number;
  /** Bits that the mode must not have: `0o077` for what nobody else may read, `0o022` for what nobody else may write. */
  readonly forbidden: number;
  /** Passed by systemd, which guards it. */
  readonly credential: boolean;
  /** Of a certificate: when it expires, in milliseconds since 1970. */
  readonly validUntil?: number;
  /** Why it cannot be used, in the words of whoever reads it. */
  readonly fault?: { readonly code: string; readonly message: string; readonly remedy: string };
}

/** A certificate is told of while there is time to renew it. */
export const renewBefore = 30 * 24 * 60 * 60_000;

/** @param now milliseconds since 1970 */
export function judgeKeys(keys: readonly KeyReading[], now: number): readonly Finding[] {
  return keys.map((key) => judgeKey(key, now));
}

function judgeKey({ path, use, mode, forbidden, credential, validUntil, fault }: KeyReading, now: number): Finding {
  if (fault) return fail(`${use}: ${fault.code}: ${fault.message}`, fault.remedy);
  if (credential) return ok(`${use}: a credential of systemd`);
  const octal = (bits: number): string => bits.toString(8);
  if (mode === undefined)
    return fail(`${use}: there is no ${path}`, `Put the file there, mode ${octal(0o666 & ~forbidden)}.`);
  if (mode & forbidden) {
    const verb = forbidden & 0o044 ? 'read' : 'changed';
    const seen = `${use}: ${path} can be ${verb} by others (mode ${octal(mode)})`;
    return fail(seen, `Run: chmod ${octal(mode & ~forbidden)} ${path}`);
  }
  const seen = `${use}: ${path}, mode ${octal(mode)}`;
  if (validUntil === undefined) return ok(seen);
  const dated = `${seen}, valid until ${new Date(validUntil).toISOString().slice(0, 10)}`;
  return validUntil - now < renewBefore
    ? warn(dated, 'Renew the certificate: the terminal does not get to its broker once it has expired.')
    : ok(dated);
}
