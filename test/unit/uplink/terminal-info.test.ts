import { expect, it } from 'vitest';
import { terminalInfo } from '../../../src/uplink/terminal-info.js';
import type { VisionFacts } from '../../../src/vision/ports/vision.js';
import { MemoryGalleries, manifestOf } from '../../support/memory-galleries.js';

const space = { id: 'aaaaaaaaaaaaaaaa/1', dimension: 4 };
const fixed = {
  version: '1.2.3',
  door: 'main',
  groups: ['lobby'],
  sealKey: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  capabilities: ['unlock'],
  configVersion: 2,
} as const;

it('tells what the terminal is, with nothing of its models and galleries that the site need not know', async () => {
  const galleries = new MemoryGalleries();
  let vision: VisionFacts | undefined;
  const info = () =>
    terminalInfo({
      fixed,
      epoch: async () => 'epoch-1',
      galleries,
      vision: () => vision,
      localPeople: () => 5,
      keyRing: () => 4,
      configDigest: () => '0123456789abcdef',
      policy: () => 7,
    });
  const bare = {
    ...fixed,
    epoch: 'epoch-1',
    models: [],
    space: null,
    galleries: [],
    groupKeys: { lobby: ['key-1'] },
    local: { people: 5 },
    keyRing: 4,
    configDigest: '0123456789abcdef',
    policy: 7,
  };
  expect(await info()).toEqual(bare);

  const model = { role: 'embedder', name: 'mbf', digest: '0', delegate: 'xnnpack', fallback: 'no Edge TPU' } as const;
  vision = { space, defaultMinSimilarity: 0.4, models: [model], pid: 12 };
  const manifest = manifestOf(3, [], space);
  await galleries.activate(manifest, 'signed');
  expect(await info()).toEqual({
    ...bare,
    models: [{ role: 'embedder', name: 'mbf', delegate: 'xnnpack' }],
    space,
    galleries: [{ group: 'lobby', revision: 3, digest: manifest.digest, people: 2, templates: 3 }],
  });
});
