import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { PacketGuard } from './packet-guard.js';

export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** An open way to a broker, or one that is being opened; it emits `error` and `close`. Packets longer than `mostPacket` bytes end it. */
export function openSocket(broker: URL, tls: TlsFiles, mostPacket: number): Socket {
  const secure = broker.protocol === 'mqtts:';
  const host = broker.hostname.replace(/^\[|\]$/g, '');
  const port = Number(broker.port || (secure ? 8883 : 1883));
  const socket = secure
    ? connectTls({ host, port, minVersion: 'TLSv1.2', ...(isIP(host) === 0 ? { servername: host } : {}), ...tls })
    : connectTcp({ host, port });
  socket.setNoDelay(true);
  const guard = new PacketGuard(mostPacket);
  socket.on('data', (bytes: Buffer) => {
    if (!guard.pass(bytes)) socket.destroy(new Error(`the broker sent a packet of more than ${mostPacket} bytes`));
  });
  return socket;
}
