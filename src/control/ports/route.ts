import { CommandRejected } from '../../base/errors.js';

/** The process at the other end of a Unix socket, as reported by the kernel (`SO_PEERCRED`, unix(7)). */
export interface Peer {
  readonly pid: number;
  readonly uid: number;
}

/** A request to the running daemon. */
export interface Asked {
  /** Absent if the kernel does not report it, as on TCP. */
  readonly peer: Peer | undefined;
  /** The query string. */
  readonly query: URLSearchParams;
}

export type Reply =
  | { readonly type: string; readonly body: string | Uint8Array }
  /** A stream of lines; `follow` returns a function that stops it. */
  | { readonly type: string; readonly follow: (write: (line: string) => void) => () => void };

/** A route of the control server. `POST` if it changes something. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** May throw or reject with a TerminalError, which is sent with code and remedy. */
  readonly answer: (asked: Asked) => Reply | Promise<Reply>;
}

export const json = (value: unknown): Reply => ({ type: 'application/json', body: `${JSON.stringify(value)}\n` });

/** The user who changes something, for the audit log. @throws CommandRejected `control.anonymous` */
export function knownPeer(peer: Peer | undefined): Peer {
  if (peer !== undefined) return peer;
  throw new CommandRejected('control.anonymous', 'the user is unknown', {
    remedy: 'Use the Unix socket on this machine.',
  });
}
