import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makeAuthority } from '../support/certificates.js';
import { fleetAt, TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import type { TestTerminal } from '../support/terminal.js';
import { terminalAt } from '../support/uplink-terminal.js';

needs('mosquitto', 'models').describe(
  `ostiary fleet at a broker with TLS, client certificates and an access list`,
  { timeout: 120_000 },
  () => {
    let broker: Mosquitto;
    let fleet: TestFleet;
    let terminal: TestTerminal;
    let daemon: ReturnType<TestTerminal['daemon']>;
    const fleets: TestFleet[] = [];
    const others = (...parts: ConstructorParameters<typeof TestFleet>): TestFleet => {
      fleets.push(new TestFleet(...parts));
      return fleets.at(-1) as TestFleet;
    };

    beforeAll(async () => {
      broker = await Mosquitto.start({ clients: ['door-1', 'office', 'collector', 'visitor'] });
      terminal = await terminalAt(broker, '  groups: [{ name: lobby }]');
      fleet = await fleetAt(broker);
      fleet.provision(terminal);
      daemon = terminal.daemon();
      const ready = async () => (await fleet.run('status', '--json')).stdout.includes('"online": true');
      while (!(await ready())) await new Promise((done) => setTimeout(done, 200));
    }, 120_000);
    afterAll(async () => {
      daemon.child.kill('SIGKILL');
      await daemon.exited;
      await broker.remove();
      terminal.remove();
      for (const one of [fleet, ...fleets]) one.remove();
    });

    it('does all that it does elsewhere', async () => {
      const admitted = await fleet.run('terminals', 'admit', 'door-1', '--group', 'lobby', '--unverified');
      expect([admitted.status, admitted.stdout]).toEqual([0, expect.stringContaining('door-1: keys delivered')]);
      const pushed = await fleet.run('push');
      expect([pushed.status, pushed.stdout]).toEqual([0, expect.stringContaining('door-1 is up to date')]);
      expect(await fleet.run('unlock', 'door-1')).toMatchObject({ status: 0, stdout: 'door-1: done\n' });
      expect(await fleet.run('revoke', 'nobody')).toMatchObject({ status: 0 });
      expect((await fleet.run('status', '--check')).stdout).toMatch(/door-1 +online .* lobby r1 \(0\) +- /);
    });

    it('collects on a machine that has nothing but a key to acknowledge with, and may do nothing else', async () => {
      const collecting = others(broker.url, '', broker.access('collector'));
      mkdirSync(collecting.path('keys'));
      for (const file of readdirSync(fleet.path('keys')).filter((name) =>
        /^(ring.jws|root.pub|collector-.*)$/.test(name),
      ))
        copyFileSync(fleet.path(`keys/${file}`), collecting.path(`keys/${file}`));
      const collector = collecting.start('collect');
      const ended = new Promise((done) => collector.once('exit', done));
      const told = async () => (await collecting.run('events', '--kind', 'door.released')).stdout;
      while (!(await told()).includes('door-1')) await new Promise((done) => setTimeout(done, 200));
      collector.kill('SIGTERM');
      expect(await ended).toBe(0);

      const blind = await collecting.run('unlock', 'door-1');
      expect([blind.status, blind.stderr]).toEqual([65, expect.stringContaining('fleet.unknown-terminal')]);
      const overreaching = await collecting.run('keys', 'publish');
      expect([overreaching.status, overreaching.stderr]).toEqual([
        75,
        expect.stringMatching(/uplink\.refused[\s\S]*access list/),
      ]);
    });

    it.each([
      ['no certificate', () => broker.access('office').slice(0, 1), 'uplink.client-certificate'],
      ['an authority that signed nothing here', () => [`caFile: ${broker.path('other.crt')}`], 'uplink.ca'],
      [
        'a certificate without its key',
        () => [...broker.access('office').slice(0, 2), `privateKeyFile: ${broker.path('door-1.key')}`],
        'uplink.key-pair',
      ],
      ['a file that is not there', () => [`caFile: ${broker.path('nowhere.crt')}`], 'uplink.file'],
      ['rights to nothing', () => broker.access('visitor'), 'uplink.unheard'],
    ])('says of its own machine what is wrong: %s', async (_, access, code) => {
      makeAuthority(broker.folder, 'other');
      const { status, stderr } = await others(broker.url, '', access()).run('status');
      expect([status, stderr]).toEqual([75, expect.stringContaining(code)]);
      expect(stderr).toContain('remedy:');
      expect(stderr).not.toMatch(/this terminal|daemon/);
    });

    it('leaves a terminal to the topics of its own name', async () => {
      const door = others(broker.url, '', broker.access('door-1'));
      const { status, stderr } = await door.run('status');
      expect([status, stderr]).toEqual([75, expect.stringContaining('uplink.unheard')]);
    });
  },
);
