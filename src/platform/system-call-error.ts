import koffi from 'koffi';

/** A system call failed; `code` as in Node's own errors, e.g. `EBUSY`. */
export class SystemCallError extends Error {
  readonly code: string;
  constructor(call: string, errno: number) {
    const code = Object.entries(koffi.os.errno).find(([, value]) => value === errno)?.[0] ?? `errno ${errno}`;
    super(`${call}: ${code}`);
    this.name = 'SystemCallError';
    this.code = code;
  }
}
