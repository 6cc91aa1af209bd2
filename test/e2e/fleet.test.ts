import { Buffer } from 'node:buffer';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { hasMosquitto, Mosquitto, whyNoMosquitto } from '../support/mosquitto.js';
import { Panel } from '../support/site.js';
import { actor, hasModels, type TestTerminal, until, whySkipped } from '../support/terminal.js';
import { terminalAt } from '../support/uplink-terminal.js';

const [ada, ben] = [await actor('Ada'), await actor('Ben')];

describe.skipIf(!hasMosquitto || !hasModels)(
  `a site that is run with ostiary fleet${whyNoMosquitto}${whySkipped}`,
  { timeout: 240_000 },
  () => {
    let broker: Mosquitto;
    let fleet: TestFleet;
    let terminal: TestTerminal;
    let daemon: ReturnType<TestTerminal['daemon']>;
    let panel: Panel;
    const newest = (ending: string) => panel.on(ending).at(-1) as Record<string, unknown> | undefined;
    const lobby = () => (newest('/info')?.galleries as { revision: number; people: number }[] | undefined)?.[0];

    beforeAll(async () => {
      broker = await Mosquitto.start();
      terminal = await terminalAt(broker, '  groups: [{ name: lobby, keyFile: lobby.key }]');
      fleet = await fleetAt(broker);
      fleet.provision(terminal);
      panel = new Panel(broker.port);
      await panel.listen('ostiary/v1/hq/#');
      daemon = terminal.daemon();
      await until(() => newest('/info')?.keyRing === 1 && newest('/info')?.space !== null, 60_000);
    });
    afterAll(async () => {
      daemon.child.kill('SIGKILL');
      await daemon.exited;
      await panel.close();
      await broker.remove();
      terminal.remove();
      fleet.remove();
    });

    it('enrols from pictures and pushes a snapshot, encrypted, that the terminal then holds', async () => {
      const dry = await fleet.run('enroll', 'ada', '--group', 'lobby', '--photo', ...ada.enrolWith, '--dry-run');
      expect([dry.status, dry.stderr]).toEqual([0, 'a dry run: nobody was enrolled\n']);
      const enrolled = await fleet.run(
        'enroll',
        'ada',
        '--name',
        'Ada L.',
        '--group',
        'lobby',
        '--photo',
        ...ada.enrolWith,
      );
      expect([enrolled.status, enrolled.stdout]).toEqual([0, expect.stringMatching(/^ada: enrolled with \d template/)]);
      expect((await fleet.run('push', '--dry-run')).stdout).toMatch(/snapshot; 1 people.*dry run/);
      expect(lobby()).toBeUndefined();
      const pushed = await fleet.run('push');
      expect([pushed.status, pushed.stdout]).toEqual([
        0,
        expect.stringMatching(/revision 1, a snapshot; 1 people[\s\S]*door-1 has it\n$/),
      ]);
      await until(() => lobby()?.people === 1);
      const wire = Buffer.concat(panel.messages.map(({ payload }) => payload));
      expect(wire.includes('Ada L.')).toBe(false);
    });
    it('pushes what has changed as a delta, and nothing when nothing has', async () => {
      const folder = fleet.path('people/ben');
      mkdirSync(folder, { recursive: true });
      for (const [i, file] of ben.enrolWith.entries()) copyFileSync(file, `${folder}/${i}.jpg`);
      writeFileSync(`${folder}/name.txt`, 'Ben B.\n');
      const enrolled = await fleet.run('enroll', '--dir', fleet.path('people'), '--group', 'lobby', '--push');
      expect([enrolled.status, enrolled.stdout]).toEqual([
        0,
        expect.stringMatching(
          /ben: enrolled[\s\S]*revision 2, a delta: 1 put, 0 removed; 2 people[\s\S]*door-1 has it/,
        ),
      ]);
      await until(() => lobby()?.revision === 2 && lobby()?.people === 2);
      expect((await fleet.run('push', 'lobby')).stdout).toMatch(/^lobby: revision 2 is up to date/);
    });
  },
);
