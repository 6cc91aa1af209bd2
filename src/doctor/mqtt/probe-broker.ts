import type { X509Certificate } from 'node:crypto';
import { lookup } from 'node:dns/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { checkServerIdentity, connect as connectTls } from 'node:tls';
import { TerminalError } from '../../base/errors.js';
import { redact } from '../../base/redact.js';
import { brokerFault } from '../../protocol/mqtt/broker-fault.js';
import type { Credentials } from '../../protocol/mqtt/credentials.js';
import { endpoint, isSecure, type TlsFiles, tlsOptions } from '../../protocol/mqtt/socket.js';
import type { BrokerReading, CertificateReading } from '../domain/broker-reading.js';
import { type AccessProbe, probeAccess } from './probe-access.js';

export interface BrokerProbe extends Omit<AccessProbe, 'tls' | 'password'> {
  readonly credentials: () => Credentials;
}

const within = 5000;

/** Connects to the broker step by step, as a terminal does; never rejects on a failed step. */
export async function probeBroker(probe: BrokerProbe): Promise<BrokerReading> {
  const broker = new URL(probe.broker);
  const seen: { -readonly [Part in keyof BrokerReading]: BrokerReading[Part] } = { broker: redact(probe.broker) };
  const fault = (error: unknown) =>
    plain(error instanceof TerminalError ? error : brokerFault(error, probe.broker, isSecure(broker)));
  try {
    seen.addresses = (await lookup(endpoint(broker).host, { all: true })).map(({ address }) => address);
    seen.tcpMs = await timed(() => opened(connectTcp(endpoint(broker)), 'connect'));
    const { tls, password } = probe.credentials();
    if (isSecure(broker)) seen.tls = await certificate(broker, tls, fault);
    if (seen.tls?.chainFault ?? seen.tls?.nameFault) return seen;
    seen.access = await probeAccess({ ...probe, tls, ...(password === undefined ? {} : { password }) });
  } catch (error) {
    seen.fault = fault(error);
  }
  return seen;
}

/** Reads the certificate even if it cannot be trusted; nothing is sent to such a broker. */
async function certificate(
  broker: URL,
  tls: TlsFiles,
  fault: (error: unknown) => NonNullable<BrokerReading['fault']>,
): Promise<CertificateReading> {
  const socket = connectTls({ ...tlsOptions(broker, tls), rejectUnauthorized: false });
  return opened(socket, 'secureConnect', () => {
    // A TLS server always has one.
    const found = socket.getPeerX509Certificate() as X509Certificate;
    const wrongName = checkServerIdentity(endpoint(broker).host, found.toLegacyObject());
    // Node gives only the code, and reports a wrong name only if the chain is valid.
    const code = socket.authorizationError ? String(socket.authorizationError) : undefined;
    const wrongChain = code === undefined || code === 'ERR_TLS_CERT_ALTNAME_INVALID' ? undefined : code;
    return {
      protocol: socket.getProtocol() ?? 'TLS',
      issuer: found.issuer.replaceAll('\n', ', '),
      names: found.subjectAltName ?? 'no host: it has no subjectAltName',
      validUntil: Date.parse(found.validTo),
      ...(wrongChain === undefined ? {} : { chainFault: fault({ code: wrongChain, message: wrongChain }) }),
      ...(wrongName === undefined ? {} : { nameFault: fault(wrongName) }),
    };
  });
}

/** Calls `look` once the socket is open; closes it in any case. */
async function opened<Seen = void>(
  socket: Socket,
  open: 'connect' | 'secureConnect',
  look?: () => Seen,
): Promise<Seen> {
  try {
    await new Promise<void>((resolve, reject) => {
      socket.once(open, () => resolve()).once('error', reject);
      socket.setTimeout(within, () => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
    });
    return look?.() as Seen;
  } finally {
    socket.on('error', () => undefined).destroy();
  }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return Math.round((performance.now() - begun) * 10) / 10;
}

const plain = ({ code, message, remedy }: TerminalError) => ({ code, message, remedy });
