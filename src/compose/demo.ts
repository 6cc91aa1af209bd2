import { existsSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Actor } from '../demo/actor.js';
import { type EnrolledCast, enrolCast } from '../demo/enrol-cast.js';
import { recording, type Visit } from '../demo/record.js';
import { enrol, samplePicture } from '../gallery/enrol.js';
import { readPicture } from '../pictures/picture-file.js';
import { createKeyFile } from '../platform/key-file.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { VisionFacts } from '../vision/ports/vision.js';
import { type Daemon, startDaemon } from './daemon.js';
import { openGallery } from './gallery.js';
import { consoleAnnouncer, daemonLog } from './screen.js';
import { openEyes } from './vision.js';

interface Told {
  readonly onModels: (models: VisionFacts['models'], minSimilarity: number) => void;
  readonly onCast: (name: string) => void;
}

/** Enrols the cast into a new gallery; the one of the last demo is deleted. */
export async function enrolDemoCast(
  config: TerminalConfig,
  actors: readonly Actor[],
  { onModels, onCast }: Told,
): Promise<EnrolledCast> {
  const { database, keyFile } = config.store;
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${database}${suffix}`, { force: true });
  if (!existsSync(keyFile)) createKeyFile(keyFile);
  const eyes = await openEyes(config, { camera: false });
  const gallery = await openGallery(config, eyes.facts.space);
  const minSimilarity = config.recognition.minSimilarity ?? eyes.facts.defaultMinSimilarity;
  const choices = { replace: false, allowSimilar: false };
  onModels(eyes.facts.models, minSimilarity);
  try {
    return await enrolCast(actors, {
      judge: (file) => samplePicture(eyes.vision, file, readPicture(file)),
      async enrol(person, samples) {
        const { index } = await gallery.known();
        enrol(person, samples, choices, { ...gallery, index, minSimilarity });
      },
      portraits: join(dirname(database), 'people'),
      onCast,
    });
  } finally {
    await gallery.close();
    await eyes.close();
  }
}

/** The daemon of the demo. @param visits gets every decision */
export const startDemo = (config: TerminalConfig, visits: Visit[]): Promise<Daemon> =>
  startDaemon(config, {
    log: daemonLog('warn'),
    announcers: (nameOf) => [consoleAnnouncer(nameOf), recording(visits)],
  });
