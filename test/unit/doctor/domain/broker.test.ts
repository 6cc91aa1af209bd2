import { describe, expect, it } from 'vitest';
import { judgeBroker, type UplinkReading } from '../../../../src/doctor/domain/broker.js';

const now = Date.UTC(2026, 10, 1);
const day = 24 * 60 * 60_000;
const tls = { protocol: 'TLSv1.3', issuer: 'CN=site', names: 'DNS:broker', validUntil: now + 300 * day };
const access = {
  protocol: '5',
  connectMs: 12,
  refused: [],
  foreign: [],
  missing: [],
  roundTripMs: 3,
  limits: { retains: true },
} as const;
const good: UplinkReading = { broker: 'mqtts://broker', addresses: ['192.0.2.7'], tcpMs: 2, tls, access };
const bad = { code: 'uplink.x', message: 'no', remedy: 'Mend it.' };

describe('broker', () => {
  const worst = (reading: UplinkReading) => judgeBroker(reading, now).filter(({ level }) => level !== 'ok');

  it('says what each step saw', () => {
    expect(judgeBroker({ ...good, waiting: { events: 0 } }, now).map(({ seen }) => seen)).toEqual([
      'mqtts://broker resolves to 192.0.2.7',
      'broker port answered after 2 ms',
      'TLSv1.3, certificate of CN=site, valid until 2027-08-28',
      'certificate issued for DNS:broker',
      'connected with MQTT 5 after 12 ms',
      'all necessary topics can be read and written',
      'no access to topics of other terminals',
      'a test message came back after 3 ms',
      'the site has acknowledged all events',
    ]);
  });

  it.each<[string, Partial<UplinkReading>, 'warn' | 'fail', string]>([
    ['a slow network', { tcpMs: 1500 }, 'warn', '1500 ms'],
    ['a certificate that ends soon', { tls: { ...tls, validUntil: now + 9 * day } }, 'warn', 'valid until'],
    ['a chain that is not trusted', { tls: { ...tls, chainFault: bad } }, 'fail', 'uplink.x'],
    ['a wrong name', { tls: { ...tls, nameFault: bad } }, 'fail', 'uplink.x'],
    ['a broker without retained messages', { access: { ...access, limits: { retains: false } } }, 'fail', 'retained'],
    [
      'a broker that takes no chunk',
      { access: { ...access, limits: { retains: true, mostPacket: 131_072 } } },
      'fail',
      '131072 bytes',
    ],
    ['what it may not do', { access: { ...access, refused: ['read a/b'] } }, 'fail', 'read a/b'],
    ['what others let it do', { access: { ...access, foreign: ['read door-2/state'] } }, 'warn', 'door-2'],
    ['a document that did not come', { access: { ...access, missing: ['hq/@site/keys'] } }, 'warn', '@site/keys'],
    ['a slow round trip', { access: { ...access, roundTripMs: 2500 } }, 'warn', '2500 ms'],
    ['what ended the way', { fault: bad }, 'fail', 'uplink.x'],
    [
      'events that nobody takes',
      { waiting: { events: 7, oldest: now - day } },
      'warn',
      '7 events not yet acknowledged',
    ],
  ])('tells %s', (_, change, level, words) => {
    expect(worst({ ...good, ...change })).toEqual([
      expect.objectContaining({ level, seen: expect.stringContaining(words), remedy: expect.stringMatching(/\.$/) }),
    ]);
  });

  it('does not complain of events that have just happened', () => {
    expect(worst({ ...good, waiting: { events: 2, oldest: now - 5000 } })).toEqual([]);
  });
});
