import type { GalleryManifest } from '../gallery/domain/gallery-manifest.js';
import type { GroupGalleries } from '../gallery/ports/group-galleries.js';
import type { TerminalInfo } from '../protocol/domain/reports.js';
import type { VisionFacts } from '../vision/ports/vision.js';

type Fixed = Pick<TerminalInfo, 'version' | 'door' | 'groups' | 'sealKey' | 'capabilities' | 'configVersion'>;

interface Dependencies {
  /** Facts that do not change until a restart. */
  readonly fixed: Fixed;
  readonly epoch: () => Promise<string>;
  readonly galleries: Pick<GroupGalleries, 'groups' | 'present' | 'keyIds'>;
  readonly vision: () => VisionFacts | undefined;
  readonly localPeople: () => number;
  readonly keyRing: () => number;
  readonly configDigest: () => string;
  readonly policy: () => number;
}

/** The terminal's info for its site. */
export async function terminalInfo(parts: Dependencies): Promise<TerminalInfo> {
  const { fixed, galleries } = parts;
  const facts = parts.vision();
  return {
    ...fixed,
    epoch: await parts.epoch(),
    models: (facts?.models ?? []).map(({ role, name, delegate }) => ({ role, name, delegate })),
    space: facts?.space ?? null,
    galleries: galleries.groups.flatMap((group) => galleries.present(group) ?? []).map(shown),
    groupKeys: Object.fromEntries(galleries.groups.map((group) => [group, galleries.keyIds(group)])),
    local: { people: parts.localPeople() },
    keyRing: parts.keyRing(),
    configDigest: parts.configDigest(),
    policy: parts.policy(),
  };
}

function shown({ group, revision, digest, people, templates }: GalleryManifest) {
  return { group, revision, digest, people, templates };
}
