import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { silentLog } from '../../../../src/base/log.js';
import { seconds } from '../../../../src/base/units.js';
import { systemClock } from '../../../../src/platform/system-clock.js';
import { type Eyes, openEyes } from '../../../../src/vision/process/eyes.js';
import { models } from '../../../support/models.js';
import { needs } from '../../../support/needs.js';
import { actor } from '../../../support/terminal.js';
import { installTinyPad } from '../../../support/tiny-pad.js';
import { limits } from '../shared.js';

needs('build', 'models').describe('the vision process', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-pad-'));
  let eyes: Eyes | undefined;
  afterEach(async () => {
    await eyes?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(padFolder: string) {
    const { detector = '', embedder = '' } = models ?? {};
    const inference = { delegate: 'auto', threads: 1 } as const;
    const settings = { detectorFolder: detector, embedderFolder: embedder, padFolder, inference, quality: limits };
    eyes = await openEyes(settings, systemClock(), silentLog);
    return eyes;
  }
  async function look({ vision }: Eyes) {
    const [portrait = ''] = (await actor('Ada')).enrolWith;
    const { faces } = await vision.analyse(readFileSync(portrait), { within: seconds(20) });
    return faces[0];
  }
  const liveness = ({ vision }: Eyes) => vision.health().find(({ part }) => part === 'liveness');

  it('checks faces with the passive model', async () => {
    const open_ = await open(installTinyPad(folder));
    expect(open_.facts.pad).toEqual({ bonaFide: 1, attack: -1, frames: 3, eyes: false });
    expect(await look(open_)).toMatchObject({ faults: [], liveness: { kind: 'checked' } });
    expect(liveness(open_)).toMatchObject({ detail: expect.stringContaining('tiny-pad on ') });
  });

  it.each([
    ['missing', 'bundle.missing', () => join(folder, 'nowhere')],
    ['damaged', 'model.digest-mismatch', () => installTinyPad(folder, { sha256: '0'.repeat(64) })],
  ])('lives on with a %s passive model, checks no face, and says why', async (_, code, place) => {
    const open_ = await open(place());
    expect([open_.facts.pad, open_.facts.padFault]).toEqual([undefined, expect.objectContaining({ code })]);
    expect(await look(open_)).toMatchObject({ faults: [], liveness: { kind: 'notChecked' } });
    expect(liveness(open_)).toMatchObject({ level: 'failed', detail: expect.stringContaining(code) });
    expect(open_.vision.health()[0]).toMatchObject({ part: 'vision', level: 'ok' });
  });
});
