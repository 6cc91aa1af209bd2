import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls } from 'node:tls';
import { PacketGuard } from './packet-guard.js';

export interface TlsFiles {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
}

/** Opens a socket to a broker, which emits `error` and `close`. A packet longer than `mostPacket` bytes closes it. */
export function openSocket(broker: URL, tls: TlsFiles, mostPacket: number): Socket {
  const socket = isSecure(broker) ? connectTls(tlsOptions(broker, tls)) : connectTcp(endpoint(broker));
  socket.setNoDelay(true);
  const guard = new PacketGuard(mostPacket);
  socket.on('data', (bytes: Buffer) => {
    if (!guard.pass(bytes)) socket.destroy(new Error(`the broker sent a packet of more than ${mostPacket} bytes`));
  });
  return socket;
}

export const isSecure = (broker: URL): boolean => broker.protocol === 'mqtts:';

export function endpoint(broker: URL): { readonly host: string; readonly port: number } {
  const host = broker.hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(broker.port || (isSecure(broker) ? 8883 : 1883)) };
}

export function tlsOptions(broker: URL, tls: TlsFiles): ConnectionOptions {
  const { host, port } = endpoint(broker);
  return { host, port, minVersion: 'TLSv1.2', ...(isIP(host) === 0 ? { servername: host } : {}), ...tls };
}
