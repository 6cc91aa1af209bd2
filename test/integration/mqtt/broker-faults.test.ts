import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokerConnection } from '../../../src/adapters/mqtt/connection.js';
import type { TlsFiles } from '../../../src/adapters/mqtt/socket.js';
import { systemClock } from '../../../src/adapters/system-clock.js';
import { freePort, hasMosquitto, Mosquitto, whyNoMosquitto } from '../../support/mosquitto.js';
import { silentLog } from '../../support/silent-log.js';
import { until } from '../../support/terminal.js';

describe.skipIf(!hasMosquitto)(`what is wrong with a broker${whyNoMosquitto}`, () => {
  let broker: Mosquitto;
  let plain: Mosquitto;
  const read = (file: string) => readFileSync(broker.path(file));

  beforeAll(async () => {
    broker = await Mosquitto.start({ clients: ['door-1'] });
    plain = await Mosquitto.start();
    const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: broker.folder, stdio: 'ignore' });
    openssl(
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'x.key',
      '-out',
      'other-ca.crt',
      '-subj',
      '/CN=x',
    );
    // A broker whose certificate begins in the future, as a clock that was reset sees it, and one for another name.
    writeFileSync(broker.path('san.ext'), 'subjectAltName=DNS:elsewhere.example\n');
    openssl(
      'req',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-keyout',
      'san.key',
      '-out',
      'san.csr',
      '-subj',
      '/CN=x',
    );
    openssl(
      'x509',
      '-req',
      '-in',
      'san.csr',
      '-CA',
      'ca.crt',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-extfile',
      'san.ext',
      '-out',
      'san.crt',
    );
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

  it('is told when the certificate is for another name', async () => {
    const other = await Mosquitto.start({
      clients: [],
      server: { cert: read('san.crt'), key: read('san.key'), ca: read('ca.crt') },
    });
    expect(await faultOf(other.url, tls())).toMatchObject({ code: 'uplink.san' });
    await other.remove();
  });

  it('is told when the certificate begins in the future: the clock of the terminal is wrong', async () => {
    const future = new Date(Date.now() + 86_400_000).toISOString().replace(/[-:T]|\..*/g, '');
    writeFileSync(
      broker.path('ca.cnf'),
      '[ca]\ndefault_ca=d\n[d]\ndatabase=index.txt\nnew_certs_dir=.\nserial=serial\npolicy=p\ndefault_md=sha256\n[p]\ncommonName=optional\n',
    );
    writeFileSync(broker.path('index.txt'), '');
    writeFileSync(broker.path('serial'), '77');
    const dates = ['-startdate', `${future}Z`, '-enddate', `${Number(future.slice(0, 4)) + 1}${future.slice(4)}Z`];
    const words = [
      'ca',
      '-batch',
      '-config',
      'ca.cnf',
      '-cert',
      'ca.crt',
      '-keyfile',
      'ca.key',
      '-in',
      'server.csr',
      '-out',
      'future.crt',
      '-extfile',
      'server.ext',
      '-notext',
      ...dates,
    ];
    execFileSync('openssl', words, { cwd: broker.folder, stdio: 'ignore' });
    const other = await Mosquitto.start({
      clients: [],
      server: { cert: read('future.crt'), key: read('server.key'), ca: read('ca.crt') },
    });
    expect(await faultOf(other.url, tls())).toMatchObject({ code: 'uplink.clock' });
    await other.remove();
  });
});
