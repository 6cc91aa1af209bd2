import type { AccessReading, BrokerReading, CertificateReading } from './broker-reading.js';
import { type Finding, fail, ok, warn } from './finding.js';
import { renewBefore } from './keys.js';

export interface UplinkReading extends BrokerReading {
  /** Events that the site has not acknowledged, and the wall-clock time of the oldest. */
  readonly waiting?: { readonly events: number; readonly oldest?: number };
}

const slowPort = 1000;
const slowRoundTrip = 2000;
/** Size of a gallery chunk with its topic. */
const leastPacket = 260 * 1024;
/** A collector acknowledges within seconds, but a site may be offline for a while. */
const unheardAfter = 10 * 60_000;
const accessList = 'Compare the broker’s access list with the one in docs/protocol/PROTOCOL.md.';

/** @param now milliseconds since 1970 */
export function judgeBroker(reading: UplinkReading | undefined, now: number): readonly Finding[] {
  if (reading === undefined) return [ok('no broker configured: the terminal works on its own')];
  const { broker, addresses, tcpMs, tls, access, fault, waiting } = reading;
  return [
    ...(addresses === undefined ? [] : [ok(`${broker} resolves to ${addresses.join(', ')}`)]),
    ...(tcpMs === undefined ? [] : [judgePort(tcpMs)]),
    ...(tls === undefined ? [] : judgeCertificate(tls, now)),
    ...(access === undefined ? [] : judgeAccess(access, tls !== undefined)),
    ...(fault === undefined ? [] : [fail(`${fault.code}: ${fault.message}`, fault.remedy)]),
    ...(waiting === undefined ? [] : [judgeWaiting(waiting, now)]),
  ];
}

function judgePort(tcpMs: number): Finding {
  const seen = `broker port answered after ${tcpMs} ms`;
  return tcpMs > slowPort ? warn(seen, 'Check the network: cable, Wi-Fi reception and other traffic.') : ok(seen);
}

function judgeCertificate(tls: CertificateReading, now: number): readonly Finding[] {
  const { protocol, issuer, names, validUntil, chainFault, nameFault } = tls;
  const until = new Date(validUntil).toISOString().slice(0, 10);
  const seen = `${protocol}, certificate of ${issuer}, valid until ${until}`;
  const chain = chainFault
    ? fail(`${chainFault.code}: ${chainFault.message}; ${seen}`, chainFault.remedy)
    : validUntil - now < renewBefore
      ? warn(seen, 'Renew the broker’s certificate: once it expires, no terminal can connect.')
      : ok(seen);
  const name = nameFault
    ? fail(`${nameFault.code}: ${nameFault.message}`, nameFault.remedy)
    : ok(`certificate issued for ${names}`);
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
          'Use mqtts:// and certificates: without TLS, anyone on the network can see who comes and goes.',
        ),
    ...judgeLimits(limits),
    refused.length > 0
      ? fail(`the broker denies this terminal: ${refused.join(', ')}`, accessList)
      : ok('all necessary topics can be read and written'),
    ...missing.map((topic) =>
      warn(
        `nothing received on ${topic}`,
        `Publish it (ostiary fleet keys publish, ostiary fleet push), or allow the terminal to read it. ${accessList}`,
      ),
    ),
    foreign.length > 0
      ? warn(`this terminal can access topics of other terminals: ${foreign.slice(0, 3).join(', ')}`, accessList)
      : ok('no access to topics of other terminals'),
    judgeRoundTrip(roundTripMs),
  ];
}

function judgeLimits({ retains, mostPacket }: AccessReading['limits']): readonly Finding[] {
  const tooShort = mostPacket !== undefined && mostPacket < leastPacket;
  return [
    ...(retains
      ? []
      : [
          fail(
            'the broker does not store retained messages',
            'Enable retained messages at the broker: key ring and galleries need them.',
          ),
        ]),
    ...(tooShort
      ? [
          fail(
            `the broker accepts packets of at most ${mostPacket} bytes`,
            `Raise the broker’s packet limit to at least ${leastPacket} bytes: galleries need it.`,
          ),
        ]
      : []),
  ];
}

function judgeRoundTrip(roundTripMs: number | undefined): Finding {
  if (roundTripMs === undefined) return fail('a test message did not come back', accessList);
  const seen = `a test message came back after ${roundTripMs} ms`;
  return roundTripMs > slowRoundTrip ? warn(seen, 'Check the broker’s load and the network.') : ok(seen);
}

function judgeWaiting({ events, oldest }: NonNullable<UplinkReading['waiting']>, now: number): Finding {
  if (oldest === undefined) return ok('the site has acknowledged all events');
  const seen = `${events} events not yet acknowledged, the oldest from ${new Date(oldest).toISOString()}`;
  return now - oldest > unheardAfter
    ? warn(seen, 'Run a collector at the site (ostiary fleet collect), with a key that is in the key ring.')
    : ok(seen);
}
