import { createHash, createPublicKey } from 'node:crypto';
import { type Log, silentLog } from '../../src/base/log.js';
import { systemClock } from '../../src/platform/system-clock.js';
import { GroupFiles } from '../../src/protocol/files/group-files.js';
import { keyRing } from '../../src/protocol/schemas/documents.js';
import { parseSigned } from '../../src/protocol/wire/jws.js';
import { openSealed } from '../../src/protocol/wire/sealed.js';
import { GallerySync } from '../../src/uplink/gallery-sync.js';
import { KeyDesk } from '../../src/uplink/key-desk.js';
import { MqttUplink } from '../../src/uplink/mqtt/mqtt-uplink.js';
import type { KeyVault } from '../../src/uplink/ports/key-vault.js';
import type { EmbeddingSpace } from '../../src/vision/domain/embedding.js';
import type { Site } from './site.js';

interface Options {
  readonly url: string;
  readonly site: Site;
  /** Where its galleries are kept. */
  readonly folder: string;
  readonly space: EmbeddingSpace;
  /** Where group keys that are delivered are kept; without it they are not looked at. */
  readonly vault?: KeyVault;
  readonly name?: string;
  /** What a terminal would write to its audit log. */
  readonly note?: (kind: string, facts: object) => void;
  readonly onChange?: () => void;
  readonly log?: Log;
}

/** The real code of a terminal of the group lobby, from the broker to the verified galleries on disk; without a door and eyes. */
export async function syncTerminal(options: Options) {
  const { url, site, folder, space, name = 'door-1', note = () => undefined, log = silentLog } = options;
  const { onChange = () => undefined } = options;
  const clock = systemClock();
  const groups = [{ name: 'lobby', key: site.groupKey }];
  const galleries = await GroupFiles.open({ folder, site: 'hq', groups, log });
  const ring = keyRing.parse(JSON.parse(parseSigned(Buffer.from(site.keyRing(1)), 'ostiary-keys').payload.toString()));
  let sessions = 0;
  const uplink = new MqttUplink({
    identity: { site: 'hq', terminal: name, groups: ['lobby'] },
    broker: { broker: url, tls: {}, protocol: 'auto' },
    rootKey: createPublicKey(site.root),
    keyRing: () => ring,
    nextSession: async () => ++sessions,
    clock,
    log,
  });
  const sync = new GallerySync({
    site: 'hq',
    galleries,
    uplink,
    space: () => space,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    audit: {
      append: async (events) => {
        for (const { kind, facts } of events) note(kind, facts);
        return 0;
      },
      note,
    },
    clock,
    log,
    onChange,
  });
  const sealKey = await options.vault?.sealKey();
  const keys =
    options.vault &&
    new KeyDesk({
      vault: options.vault,
      galleries,
      open: (sealed) => openSealed(sealed, () => sealKey),
      desk: { refuse: ({ fault }) => note('refused', { code: fault.code }) },
      clock,
      log,
      onChange: () => sync.resume(),
    });
  uplink.start({
    connected: () => sync.resume(),
    command: () => undefined,
    keyRing: () => undefined,
    groupKeys: (delivery) => keys?.receive(delivery),
    acknowledged: () => undefined,
    refused: ({ fault }) => note('refused', { code: fault.code }),
    manifest: (manifest, signed) => sync.receive(manifest, signed),
  });
  const close = async (): Promise<void> => {
    sync.close();
    await uplink.close();
  };
  return { galleries, sync, uplink, close };
}
