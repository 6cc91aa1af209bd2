import koffi from 'koffi';
import { SystemCallError } from '../../platform/system-call-error.js';

/** From <sys/socket.h>: Node has no datagrams over Unix sockets. */
const unixDomain = 1;
const datagram = 2;
const closeOnExec = 0o2000000;
const dontWait = 0x40;
const noSignal = 0x4000;

const libc = koffi.load('libc.so.6');
const socket = libc.func('int socket(int domain, int type, int protocol)');
const sendto = libc.func('long sendto(int fd, const void *data, size_t length, int flags, const void *to, uint size)');

/** The socket of sd_notify(3): a path, or `@` and an abstract name. */
export class NotifySocket {
  readonly #address: Buffer;
  readonly #fd: number;

  /** @throws SystemCallError */
  constructor(name: string) {
    this.#address = encodeAddress(name);
    this.#fd = socket(unixDomain, datagram | closeOnExec, 0) as number;
    if (this.#fd < 0) throw new SystemCallError('socket', koffi.errno());
  }

  /** Sends assignments such as `READY=1` in one datagram. Never waits. @throws SystemCallError */
  send(assignments: readonly string[]): void {
    const data = Buffer.from(assignments.join('\n'));
    const sent = sendto(this.#fd, data, data.length, dontWait | noSignal, this.#address, this.#address.length);
    if ((sent as number) < 0) throw new SystemCallError('sendto', koffi.errno());
  }
}

/** `struct sockaddr_un`: the family, then the path and its zero, or a zero and the abstract name. */
function encodeAddress(name: string): Buffer {
  const family = Buffer.alloc(2);
  family.writeUInt16LE(unixDomain);
  const path = name.startsWith('@') ? `\0${name.slice(1)}` : `${name}\0`;
  return Buffer.concat([family, Buffer.from(path)]);
}
