import { CommandRejected } from '../../base/errors.js';

/** Who is at the other end of a Unix socket, as the kernel vouches for it (`SO_PEERCRED`, unix(7)). */
export interface Peer {
  readonly pid: number;
  readonly uid: number;
}

/** What is asked of a running daemon, and by whom. */
export interface Asked {
  /** Absent where the kernel does not tell, as on TCP. */
  readonly peer: Peer | undefined;
  /** What follows the `?`. */
  readonly query: URLSearchParams;
}

export type Reply =
  | { readonly type: string; readonly body: string | Uint8Array }
  /** Lines for as long as somebody reads; `follow` returns the way to stop. */
  | { readonly type: string; readonly follow: (write: (line: string) => void) => () => void };

/** One thing that a daemon answers. `POST` where asking changes something. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** What it throws, now or later, is the answer too: a TerminalError with code and remedy. */
  readonly answer: (asked: Asked) => Reply | Promise<Reply>;
}

export const json = (value: unknown): Reply => ({ type: 'application/json', body: `${JSON.stringify(value)}\n` });

/** Whoever changes something is written down by name. @throws CommandRejected `control.anonymous` */
export function knownPeer(peer: Peer | undefined): Peer {
  if (peer !== undefined) return peer;
  throw new CommandRejected('control.anonymous', 'the kernel does not tell who asks', {
    remedy: 'Ask through the Unix socket, from this machine.',
  });
}
