import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../../src/platform/system-clock.js';
import { BrokerConnection } from '../../../src/protocol/mqtt/connection.js';
import type { TlsFiles } from '../../../src/protocol/mqtt/socket.js';
import { makeAuthority, makeCertificate, serverFiles } from '../../support/certificates.js';
import { freePort, Mosquitto } from '../../support/mosquitto.js';
import { needs } from '../../support/needs.js';
import { silentLog } from '../../support/silent-log.js';
import { until } from '../../support/terminal.js';

needs('mosquitto').describe(`what is wrong with a broker`, () => {
  let broker: Mosquitto;
  let plain: Mosquitto;
  const read = (file: string) => readFileSync(broker.path(file));

  beforeAll(async () => {
    broker = await Mosquitto.start({ clients: ['door-1'] });
    plain = await Mosquitto.start();
    makeAuthority(broker.folder, 'other-ca');
    // A broker whose certificate is for another name, and one whose begins in the future, as a clock that was reset sees it.
    makeCertificate(broker.folder, { name: 'san', usage: 'serverAuth', subjectAltName: 'DNS:elsewhere.example' });
    makeCertificate(broker.folder, { name: 'future', usage: 'serverAuth', from: 1 });
    makeCertificate(broker.folder, { name: 'expired', usage: 'serverAuth', from: -2, until: -1 });
  });
  afterAll(async () => {
    await broker.remove();
    await plain.remove();
  });

  async function faultOf(url: string, tls: TlsFiles): Promise<{ code: string; remedy: string } | undefined> {
    const connection = new BrokerConnection({
      settings: { broker: url, clientId: 'door-1', tls, protocol: 'auto', sessionExpiry: 0, mostPacket: 1e6 },
      clock: systemClock(),
      log: silentLog,
      onConnect: () => undefined,
      onMessage: () => undefined,
      random: () => 0,
    });
    connection.start();
    await until(() => connection.fault() !== undefined || connection.connected());
    // TLS 1.3: the broker's word on the client's certificate comes after the handshake.
    const fault = connection.fault();
    await connection.close();
    return fault;
  }
  const tls = () => ({ ca: read('ca.crt'), cert: read('door-1.crt'), key: read('door-1.key') });

  it('is nothing when all is well', async () => {
    expect(await faultOf(broker.url, tls())).toBeUndefined();
  });

  it.each([
    ['an authority that is not ours', () => faultOf(broker.url, { ...tls(), ca: read('other-ca.crt') }), 'uplink.ca'],
    ['no client certificate', () => faultOf(broker.url, { ca: read('ca.crt') }), 'uplink.client-certificate'],
    ['no TLS there', () => faultOf(plain.url.replace('mqtt:', 'mqtts:'), tls()), 'uplink.not-tls'],
    ['nobody there', async () => faultOf(`mqtt://127.0.0.1:${await freePort()}`, {}), 'uplink.unreachable'],
    ['a name that does not exist', () => faultOf('mqtt://broker.invalid', {}), 'uplink.name'],
  ])('is told when there is %s', async (_, attempt, code) => {
    const fault = await attempt();
    expect(fault, `${fault}`).toMatchObject({ code });
    expect(fault?.remedy).not.toBe('');
  });

  it.each([
    ['is for another name', 'san', 'uplink.san'],
    ['begins in the future: the clock of the terminal is wrong', 'future', 'uplink.clock'],
    ['has expired', 'expired', 'uplink.certificate-expired'],
  ])('is told when the certificate %s', async (_, name, code) => {
    const other = await Mosquitto.start({ clients: [], server: serverFiles(broker.folder, name) });
    expect(await faultOf(other.url, tls())).toMatchObject({ code });
    await other.remove();
  });
});
