import type { Socket } from 'node:net';
import koffi from 'koffi';
import type { Peer } from '../ports/route.js';

const solSocket = 1;
const soPeercred = 17;
const ucredBytes = 12;

type GetSockOpt = (fd: number, level: number, name: number, value: Buffer, length: [number]) => number;
let getsockopt: GetSockOpt | undefined;

/** Undefined if the socket is not a Unix socket, or is already closed. */
export function peerOf(socket: Socket): Peer | undefined {
  // Node has no public API for a socket's descriptor.
  const fd = (socket as Socket & { readonly _handle?: { readonly fd?: number } })._handle?.fd;
  if (fd === undefined || fd < 0) return undefined;
  getsockopt ??= koffi
    .load('libc.so.6')
    .func('int getsockopt(int fd, int level, int name, _Out_ uint8_t *value, _Inout_ uint32_t *length)') as GetSockOpt;
  const ucred = Buffer.alloc(ucredBytes);
  if (getsockopt(fd, solSocket, soPeercred, ucred, [ucredBytes]) !== 0) return undefined;
  const pid = ucred.readInt32LE(0);
  // A TCP socket answers too, with pid 0 and uid -1.
  return pid > 0 ? { pid, uid: ucred.readUInt32LE(4) } : undefined;
}
