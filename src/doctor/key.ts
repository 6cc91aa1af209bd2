import { type Finding, fail, ok } from './finding.js';

export interface KeyReading {
  readonly path: string;
  /** What the file is for. */
  readonly use: string;
  /** Absent where there is no file, or it may not be looked at. */
  readonly mode?: number;
  /** Passed by systemd, which guards it. */
  readonly credential: boolean;
  /** Why it cannot be used, in the words of whoever reads it. */
  readonly fault?: { readonly code: string; readonly message: string; readonly remedy: string };
}

export function judgeKeys(keys: readonly KeyReading[]): readonly Finding[] {
  return keys.map(({ path, use, mode, credential, fault }) => {
    if (fault) return fail(`${use}: ${fault.code}: ${fault.message}`, fault.remedy);
    if (credential) return ok(`${use}: a credential of systemd`);
    if (mode === undefined)
      return fail(`${use}: there is no ${path}`, `Put the file there, mode 600, or correct its path.`);
    if (mode & 0o077)
      return fail(`${use}: ${path} can be read by others (mode ${mode.toString(8)})`, `Run: chmod 600 ${path}`);
    return ok(`${use}: ${path}, mode ${mode.toString(8)}`);
  });
}
