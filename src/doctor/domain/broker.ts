import type { AccessReading, BrokerReading, CertificateReading } from './broker-reading.js';
import { type Finding, fail, ok, warn } from './finding.js';
import { renewBefore } from './keys.js';

export interface UplinkReading extends BrokerReading {
  /** Events that the site has not acknowledged, and the wall time of the oldest of them. */
  readonly waiting?: { readonly events: number; readonly oldest?: number };
}

const slowPort = 1000;
const slowRoundTrip = 2000;
/** A gallery chunk with its topic. */
const leastPacket = 260 * 1024;
/** A collector acknowledges within seconds; a site may be cut off for a while. */
const unheardAfter = 10 * 60_000;
const accessList = 'Compare the broker’s access list with the one in docs/protocol/PROTOCOL.md.';

/** @param now milliseconds since 1970 */
export function judgeBroker(reading: UplinkReading | undefined, now: number): readonly Finding[] {
  if (reading === undefined) return [ok('no broker is configured: the terminal works on its own')];
  const { broker, addresses, tcpMs, tls, access, fault, waiting } = reading;
  return [
    ...(addresses === undefined ? [] : [ok(`${broker} is at ${addresses.join(', ')}`)]),
    ...(tcpMs === undefined ? [] : [judgePort(tcpMs)]),
    ...(tls === undefined ? [] : judgeCertificate(tls, now)),
    ...(access === undefined ? [] : judgeAccess(access, tls !== undefined)),
    ...(fault === undefined ? [] : [fail(`${fault.code}: ${fault.message}`, fault.remedy)]),
    ...(waiting === undefined ? [] : [judgeWaiting(waiting, now)]),
  ];
}

function judgePort(tcpMs: number): Finding {
  const seen = `its port answers after ${tcpMs} ms`;
  return tcpMs > slowPort
    ? warn(seen, 'Look at the network: cable, Wi-Fi reception, and what else uses it.')
    : ok(seen);
}

function judgeCertificate(tls: CertificateReading, now: number): readonly Finding[] {
  const { protocol, issuer, names, validUntil, chainFault, nameFault } = tls;
  const until = new Date(validUntil).toISOString().slice(0, 10);
  const seen = `${protocol}, certificate of ${issuer}, valid until ${until}`;
  const chain = chainFault
    ? fail(`${chainFault.code}: ${chainFault.message}; ${seen}`, chainFault.remedy)
    : validUntil - now < renewBefore
      ? warn(seen, 'Renew the broker’s certificate: no terminal connects once it has expired.')
      : ok(seen);
  const name = nameFault
    ? fail(`${nameFault.code}: ${nameFault.message}`, nameFault.remedy)
    : ok(`the certificate is for ${names}`);
  return [chain, name];
}

function judgeAccess(access: AccessReading, encrypted: boolean): readonly Finding[] {
  const { protocol, connectMs, refused, foreign, missing, roundTripMs, limits } = access;
  const connected = `connected with MQTT ${protocol} after ${connectMs} ms`;
  return [
    encrypted
      ? ok(connected)
      : warn(
          `${connected}, without TLS`,
          'Use mqtts:// and certificates: whoever listens to the network sees who comes and goes.',
        ),
    ...judgeLimits(limits),
    refused.length > 0
      ? fail(`the broker refuses to let it ${refused.join(', ')}`, accessList)
      : ok('it may read and write what it must'),
    ...missing.map((topic) =>
      warn(`nothing came on ${topic}`, `Publish it (ostiary fleet), or let the terminal read it. ${accessList}`),
    ),
    foreign.length > 0
      ? warn(`it may ${foreign.slice(0, 3).join(', ')}, which is of others`, accessList)
      : ok('nothing of other terminals was open to it'),
    judgeRoundTrip(roundTripMs),
  ];
}

function judgeLimits({ retains, mostPacket }: AccessReading['limits']): readonly Finding[] {
  const tooShort = mostPacket !== undefined && mostPacket < leastPacket;
  return [
    ...(retains ? [] : [fail('the broker keeps no retained messages', 'Allow them: key ring and galleries need it.')]),
    ...(tooShort
      ? [fail(`the broker takes packets of ${mostPacket} bytes at most`, `Allow ${leastPacket}: galleries need it.`)]
      : []),
  ];
}

function judgeRoundTrip(roundTripMs: number | undefined): Finding {
  if (roundTripMs === undefined) return fail('a message to itself did not come back', accessList);
  const seen = `a message to itself came back after ${roundTripMs} ms`;
  return roundTripMs > slowRoundTrip ? warn(seen, 'Look at the load of the broker and at the network.') : ok(seen);
}

function judgeWaiting({ events, oldest }: NonNullable<UplinkReading['waiting']>, now: number): Finding {
  if (oldest === undefined) return ok('the site has acknowledged every event');
  const seen = `${events} events wait to be acknowledged, the oldest of ${new Date(oldest).toISOString()}`;
  return now - oldest > unheardAfter
    ? warn(seen, 'Let a collector run at the site (ostiary fleet collect) whose key is in the key ring.')
    : ok(seen);
}
