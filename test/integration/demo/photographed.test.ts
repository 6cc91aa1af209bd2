import { expect, it } from 'vitest';
import { approachFrames, stayFrames } from '../../../src/demo/drawing/walk.js';
import { photographedCast } from '../../../src/demo/photographed.js';
import { sharedFolder } from '../../../src/models/bundle.js';
import { models } from '../../support/models.js';
import { needs } from '../../support/needs.js';
import { openTestPipeline } from '../../support/terminal.js';

needs('sharedModels', 'sharedPictures').describe("the demo's real visitors", () => {
  it('are the same ones each time, are not named, and walk up until they are seen well', async () => {
    const cast = photographedCast(sharedFolder());
    expect(cast.map(({ looks }) => looks)).toEqual(photographedCast(sharedFolder()).map(({ looks }) => looks));
    const [guest] = cast.slice(5);
    if (guest === undefined || models === undefined) throw new Error('nobody to walk up, or nothing to see them with');
    expect(guest).toMatchObject({ id: 'guest-6', name: 'Guest 6' });
    expect(await guest.portraits('')).toHaveLength(3);
    const pipeline = await openTestPipeline(models);
    const seen = [];
    for await (const frame of guest.walk(12, 0)) seen.push(pipeline.process(frame).faces);
    pipeline.close();
    expect(seen).toHaveLength(approachFrames + stayFrames);
    expect(seen.every((faces) => faces.length <= 1)).toBe(true);
    expect(seen.slice(approachFrames).every(([face]) => face?.embedding !== undefined)).toBe(true);
  });

  it('are nobody where there are no pictures', () => expect(photographedCast('/nowhere')).toEqual([]));
});
