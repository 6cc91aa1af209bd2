import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { CommandName } from '../../src/protocol/domain/command.js';
import type { SealKey } from '../../src/protocol/domain/group-keys.js';
import { sealFor } from '../../src/protocol/wire/sealed.js';
import { decodePhoto } from '../../src/vision/imaging/decode-photo.js';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { models } from '../support/models.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { Panel, type Site } from '../support/site.js';
import { actor, openTestPipeline, type TestTerminal, until } from '../support/terminal.js';
import { takeDown, terminalAt } from '../support/uplink-terminal.js';

const visitor = await actor('Finn');

interface Event {
  readonly kind: string;
  readonly facts: { readonly person?: string; readonly reason?: string };
}

needs('mosquitto', 'models').describe(
  `somebody who walks up to a live terminal, again and again`,
  { timeout: 120_000 },
  () => {
    let broker: Mosquitto;
    let fleet: TestFleet;
    let site: Site;
    let panel: Panel;
    let terminal: TestTerminal;
    let daemon: ReturnType<TestTerminal['daemon']>;
    const newest = (ending: string) => panel.on(ending).at(-1) as Record<string, unknown> | undefined;
    const photos = visitor.enrolWith.map((file) => readFileSync(file).toString('base64'));

    /** What the next presentations end in, from now on. */
    const sees = async (kind: 'granted' | 'denied', facts: Event['facts']): Promise<void> => {
      const seen = panel.on(`event/access.${kind}`).length;
      const events = () => (panel.on(`event/access.${kind}`) as unknown as Event[]).slice(seen);
      await until(
        () => events().some((event) => JSON.stringify(event.facts).includes(JSON.stringify(facts).slice(1, -1))),
        60_000,
      );
    };
    const ask = async (name: CommandName, args: object) => {
      const before = panel.on(`response/${name}`).length;
      const key = ['enroll', 'replace', 'revoke'].includes(name) ? site.enroller : site.operator;
      await panel.publish(`ostiary/v1/hq/door-1/request/${name}`, site.command(name, args, {}, key));
      await until(() => panel.on(`response/${name}`).length > before, 40_000);
      return newest(`response/${name}`);
    };
    const sealed = async (enrolment: object) => {
      const key = newest('/info')?.sealKey as SealKey;
      return { sealed: await sealFor(key, Buffer.from(JSON.stringify(enrolment))) };
    };
    const finn = { id: 'finn', name: 'Finn' };

    beforeAll(async () => {
      broker = await Mosquitto.start();
      terminal = await terminalAt(broker, '  groups: [{ name: lobby, keyFile: lobby.key }]');
      await terminal.walks([visitor.walkWith]);
      fleet = await fleetAt(broker);
      fleet.provision(terminal);
      site = fleet.byHand();
      panel = new Panel(broker.port);
      await panel.listen('ostiary/v1/hq/#');
      daemon = terminal.daemon();
      await until(() => newest('/info')?.keyRing === 1 && newest('/info')?.space !== null, 240_000);
    }, 400_000);
    afterAll(async () => {
      await takeDown({ daemon, panel, broker, terminal });
      fleet.remove();
    });

    it('is a stranger at first', () => sees('denied', { reason: 'unknown' }));

    it('is let in once a photo came, of which the vision process made templates', async () => {
      expect(await ask('enroll', await sealed({ person: finn, photos }))).toMatchObject({
        ok: true,
        result: { templates: photos.length },
      });
      await sees('granted', { person: 'finn' });
      expect(await ask('enroll', await sealed({ person: finn, photos }))).toMatchObject({
        error: { code: 'enroll.id-in-use' },
      });
      const twin = await sealed({ person: { id: 'twin', name: 'Twin' }, photos });
      expect(await ask('enroll', twin)).toMatchObject({ error: { code: 'enroll.already-enrolled' } });
      const wire = Buffer.concat(panel.messages.map(({ payload }) => payload)).toString('latin1');
      expect(wire).not.toContain(photos[0]?.slice(0, 100));
    });

    it('is refused once replaced by somebody who may not come in here', async () => {
      const elsewhere = await sealed({ person: { ...finn, doors: ['elsewhere'] }, photos });
      expect(await ask('replace', elsewhere)).toMatchObject({ ok: true });
      await sees('denied', { reason: 'otherDoor', person: 'finn' });
    });

    it('is a stranger again once revoked', async () => {
      expect(await ask('revoke', { person: 'finn' })).toMatchObject({ result: { removed: true } });
      await sees('denied', { reason: 'unknown' });
      expect(await ask('revoke', { person: 'finn' })).toMatchObject({ result: { removed: false } });
    });

    it('is let in by templates that were made elsewhere, and by none of another model', async () => {
      const eyes = await openTestPipeline(models as NonNullable<typeof models>);
      const templates = [];
      for (const file of visitor.enrolWith) {
        const [face] = eyes.process(await decodePhoto(readFileSync(file))).faces;
        const values = Buffer.from(Float32Array.from(face?.embedding?.values ?? []).buffer).toString('base64');
        templates.push({ space: eyes.space, values });
      }
      eyes.close();
      const foreign = templates.map(({ values }) => ({ space: { id: 'other/1', dimension: 512 }, values }));
      expect(await ask('enroll', await sealed({ person: finn, templates: foreign }))).toMatchObject({
        error: { code: 'gallery.space' },
      });
      expect(await ask('enroll', await sealed({ person: finn, templates }))).toMatchObject({ ok: true });
      await sees('granted', { person: 'finn' });
      expect(await ask('revoke', { person: 'finn' })).toMatchObject({ result: { removed: true } });
    });

    it('is let in by a gallery that ostiary fleet pushed, until ostiary fleet revokes', async () => {
      const enrolled = await fleet.run('enroll', 'finn', '--group', 'lobby', '--photo', ...visitor.enrolWith, '--push');
      expect([enrolled.status, enrolled.stderr]).toEqual([0, '']);
      await sees('granted', { person: 'finn' });
      expect((await fleet.run('revoke', 'finn')).status).toBe(0);
      await sees('denied', { reason: 'unknown' });
    });

    it('is seen again after the vision process was started anew', async () => {
      expect(await fleet.run('restart-vision', 'door-1')).toMatchObject({ status: 0, stdout: 'door-1: done\n' });
      await until(() => panel.on('event/vision.restored').length === 1, 40_000);
      expect(panel.on('event/vision.lost')).toMatchObject([
        { facts: { reason: expect.stringContaining('on request') } },
      ]);
      await sees('denied', { reason: 'unknown' });
    });

    it('finds the door open when everybody is to come in, and locked afterwards', async () => {
      const hasty = await fleet.run('unlocked', 'door-1');
      expect([hasty.status, hasty.stderr]).toEqual([64, expect.stringMatching(/let anyone in[\s\S]*--yes/)]);
      expect(newest('/door')).toMatchObject({ mode: 'normal' });
      expect((await fleet.run('unlocked', 'door-1', '--dry-run')).stdout).toMatch(/would reach door-1[^\n]*\n$/);
      const opened = await fleet.run('unlocked', 'door-1', '--yes');
      expect([opened.status, opened.stdout]).toEqual([
        0,
        'door-1: done\nopen for anyone; to end: ostiary fleet normal door-1\n',
      ]);
      await until(() => newest('/door')?.mode === 'unlocked' && newest('/door')?.released === true);
      expect((await fleet.run('normal', 'door-1')).status).toBe(0);
      await until(() => newest('/door')?.mode === 'normal' && newest('/door')?.released === false);
    });

    it('is nobody’s business when the site asks for time and health', async () => {
      expect(await fleet.run('time', 'door-1')).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^door-1: [0-4]\.\d s (ahead|behind)/),
      });
      const health = await ask('health', {});
      expect(health).toMatchObject({ ok: true, result: { level: expect.any(String), parts: expect.any(Array) } });
      const partsIn = (told: object | undefined) =>
        ((told as { parts?: { part: string }[] })?.parts ?? []).map(({ part }) => part);
      expect(partsIn(health?.result as object)).toEqual(partsIn(newest('door-1/health')));
      expect(await fleet.run('health', '@lobby')).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/^door-1: \w+\n/),
      });
    });
  },
);
