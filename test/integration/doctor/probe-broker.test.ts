import { createPublicKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLog } from '../../../src/base/log.js';
import { judgeBroker } from '../../../src/doctor/domain/broker.js';
import { probeBroker } from '../../../src/doctor/mqtt/probe-broker.js';
import { systemClock } from '../../../src/platform/system-clock.js';
import type { TlsFiles } from '../../../src/protocol/mqtt/socket.js';
import { topics } from '../../../src/protocol/wire/topics.js';
import { makeAuthority, makeCertificate, serverFiles } from '../../support/certificates.js';
import { freePort, Mosquitto } from '../../support/mosquitto.js';
import { needs } from '../../support/needs.js';
import { Panel, Site } from '../../support/site.js';

needs('mosquitto').describe(`the doctor on the way to the broker`, () => {
  const site = new Site();
  let broker: Mosquitto;
  let open: Mosquitto;
  let panel: Panel;

  beforeAll(async () => {
    broker = await Mosquitto.start({ clients: ['door-1', 'door-2', 'panel'] });
    open = await Mosquitto.start();
    makeAuthority(broker.folder, 'other-ca');
    makeCertificate(broker.folder, { name: 'san', usage: 'serverAuth', subjectAltName: 'DNS:elsewhere.example' });
    makeCertificate(broker.folder, { name: 'old', usage: 'serverAuth', from: -2, until: -1 });
    makeCertificate(broker.folder, {
      name: 'other-name-too',
      usage: 'serverAuth',
      subjectAltName: 'DNS:x',
      until: -0.5,
    });
    panel = new Panel(open.port);
    await panel.publish(topics.keys('hq'), site.keyRing(1), { retain: true });
    await panel.publish(topics.state('hq', 'door-2'), '{"online":true}', { retain: true });
  });
  afterAll(async () => {
    await panel.close();
    await broker.remove();
    await open.remove();
  });

  const files = (name: string): TlsFiles => {
    const read = (file: string) => readFileSync(broker.path(file));
    return { ca: read('ca.crt'), cert: read(`${name}.crt`), key: read(`${name}.key`) };
  };
  async function findings(url: string, tls: TlsFiles, protocol: 'auto' | '3.1.1' = 'auto') {
    const reading = await probeBroker({
      broker: url,
      protocol,
      identity: { site: 'hq', terminal: 'door-1', groups: ['lobby'] },
      credentials: () => ({ rootKey: createPublicKey(site.root), tls }),
      clock: systemClock(),
      log: silentLog,
    });
    return judgeBroker(reading, Date.now()).map((finding) => `${finding.level} ${finding.seen}`);
  }

  it('finds everything in order where it is', async () => {
    expect(await findings(broker.url, files('door-1'))).toEqual([
      expect.stringMatching(/^ok mqtts:\/\/localhost:\d+ resolves to .*127\.0\.0\.1/),
      expect.stringMatching(/^ok broker port answered after [\d.]+ ms$/),
      // The certificates of the tests live for two days.
      expect.stringMatching(/^warn TLSv1\.3, certificate of CN=test-ca, valid until \d{4}-/),
      'ok certificate issued for DNS:localhost, IP Address:127.0.0.1',
      expect.stringMatching(/^ok connected with MQTT 5 after [\d.]+ ms$/),
      'ok all necessary topics can be read and written',
      'warn nothing received on ostiary/v1/hq/@site/keys',
      'warn nothing received on ostiary/v1/hq/@lobby/gallery/manifest',
      'ok no access to topics of other terminals',
      expect.stringMatching(/^ok a test message came back after [\d.]+ ms$/),
    ]);
  });

  it.each(['auto', '3.1.1'] as const)('sees that nothing is kept apart, MQTT %s', async (protocol) => {
    const seen = await findings(open.url, {}, protocol);
    expect(seen).toContainEqual(expect.stringMatching(/^warn connected with MQTT .*, without TLS$/));
    expect(seen).toContainEqual(
      expect.stringMatching(
        /^warn this terminal can access topics of other terminals: .*ostiary\/v1\/hq\/door-2\/state/,
      ),
    );
    expect(seen).not.toContainEqual(expect.stringContaining('@site/keys'));
  });

  it('sees that another one’s certificate does not let it do what it must', async () => {
    const seen = await findings(broker.url, files('door-2'));
    expect(seen).toContainEqual(
      expect.stringMatching(/^fail the broker denies this terminal: write ostiary\/v1\/hq\/door-1\/doctor\//),
    );
    expect(seen.at(-1)).toBe('fail a test message did not come back');
  });

  it.each([
    ['another authority', 'server', 'other-ca', ['fail uplink.ca', 'ok certificate issued for DNS:localhost']],
    ['another name', 'san', 'ca', ['warn TLSv1.3', 'fail uplink.san']],
    ['a certificate that has expired', 'old', 'ca', ['fail uplink.certificate-expired', 'ok certificate issued for']],
    ['both', 'other-name-too', 'ca', ['fail uplink.certificate-expired', 'fail uplink.san']],
  ])('ends at a broker with %s, and sends nothing', async (_, server, authority, expected) => {
    const other = await Mosquitto.start({ clients: [], server: serverFiles(broker.folder, server) });
    const seen = await findings(other.url, { ...files('door-1'), ca: readFileSync(broker.path(`${authority}.crt`)) });
    expect(seen.slice(2)).toEqual(expected.map((start) => expect.stringContaining(start)));
    expect(readFileSync(other.path('log'), 'utf8')).not.toContain('ostiary-doctor');
    await other.remove();
  });

  it.each([
    ['uplink.name', async () => 'mqtts://broker.invalid', 0],
    ['uplink.unreachable', async () => `mqtt://127.0.0.1:${await freePort()}`, 1],
    ['uplink.not-tls', async () => open.url.replace('mqtt:', 'mqtts:'), 2],
  ])('ends where the way ends: %s', async (code, url, before) => {
    const seen = await findings(await url(), files('door-1'));
    expect(seen.slice(before)).toEqual([expect.stringMatching(`^fail ${code}`)]);
  });

  it('ends at a broker that wants another certificate', async () => {
    const seen = await findings(broker.url, { ca: files('door-1').ca as Buffer });
    expect(seen.at(-1)).toMatch(/^fail uplink\.client-certificate/);
  });

  it('does not wait for ever for a port behind which nobody speaks', { timeout: 40_000 }, async () => {
    const deaf: Server = createServer(() => undefined);
    const port = await freePort();
    await new Promise<void>((done) => deaf.listen(port, '127.0.0.1', done));
    const seen = await findings(`mqtt://127.0.0.1:${port}`, {});
    expect(seen.at(-1)).toMatch(/^fail uplink\.(lost|silent)/);
    deaf.close();
  });
});
