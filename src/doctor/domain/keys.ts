import { type Finding, fail, ok, warn } from './finding.js';

export interface KeyReading {
  readonly path: string;
  /** Purpose of the file. */
  readonly use: string;
  /** Absent if the file does not exist or cannot be examined. */
  readonly mode?: number;
  /** Mode bits that must not be set: `0o077` for files that no other user may read, `0o022` for files that no other user may write. */
  readonly forbidden: number;
  /** A credential passed and protected by systemd. */
  readonly credential: boolean;
  /** Expiry of a certificate, in milliseconds since 1970. */
  readonly validUntil?: number;
  /** Why it cannot be used, as reported by the code that reads it. */
  readonly fault?: { readonly code: string; readonly message: string; readonly remedy: string };
}

/** Warn while there is time to renew a certificate. */
export const renewBefore = 30 * 24 * 60 * 60_000;

/** @param now milliseconds since 1970 */
export function judgeKeys(keys: readonly KeyReading[], now: number): readonly Finding[] {
  return keys.map((key) => judgeKey(key, now));
}

function judgeKey({ path, use, mode, forbidden, credential, validUntil, fault }: KeyReading, now: number): Finding {
  if (fault) return fail(`${use}: ${fault.code}: ${fault.message}`, fault.remedy);
  if (credential) return ok(`${use}: systemd credential`);
  const octal = (bits: number): string => bits.toString(8);
  if (mode === undefined)
    return fail(`${use}: ${path} does not exist`, `Copy the file there, with mode ${octal(0o666 & ~forbidden)}.`);
  if (mode & forbidden) {
    const verb = forbidden & 0o044 ? 'read' : 'changed';
    const seen = `${use}: ${path} can be ${verb} by others (mode ${octal(mode)})`;
    return fail(seen, `Run: chmod ${octal(mode & ~forbidden)} ${path}`);
  }
  const seen = `${use}: ${path}, mode ${octal(mode)}`;
  if (validUntil === undefined) return ok(seen);
  const dated = `${seen}, valid until ${new Date(validUntil).toISOString().slice(0, 10)}`;
  return validUntil - now < renewBefore
    ? warn(dated, 'Renew the certificate: once it expires, the terminal cannot connect to its broker.')
    : ok(dated);
}
