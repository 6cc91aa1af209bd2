import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { millis } from '../base/units.js';
import { type Daemon, startDaemon } from '../compose/daemon.js';
import { openGallery } from '../compose/groups.js';
import { consoleAnnouncer, daemonLog } from '../compose/screen.js';
import { createGalleryKey } from '../compose/store.js';
import { openEyes } from '../compose/vision.js';
import type { Actor } from '../demo/actor.js';
import { cast } from '../demo/cast.js';
import { demoModels } from '../demo/models.js';
import { photographedCast } from '../demo/photographed.js';
import { type Expected, recording, tally, type Visit } from '../demo/record.js';
import { playVisitor } from '../demo/visitor.js';
import { framesPerSecond, renderWalks, visitFrames } from '../demo/walk.js';
import { released } from '../door/domain/door.js';
import { enrol, samplePicture } from '../gallery/enrol.js';
import { sharedFolder } from '../models/bundle.js';
import { loadConfig } from '../settings/load/load.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { packageRoot, version } from '../version.js';
import { readPicture } from './people.js';
import { progress } from './progress.js';

interface Scene {
  readonly expected: readonly Expected[];
  readonly frames: number;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description('the whole terminal without hardware: visitors walk up to a simulated camera and door (npm start)')
    .option('--broker <url>', 'also be a terminal of the site “demo” at this broker, as npm start does')
    .action(async ({ broker }: { readonly broker?: string }) => {
      const file = join(packageRoot, 'config', 'demo.yaml');
      const written = demoConfig(file);
      const models = await demoModels(join(packageRoot, 'models'), written.models);
      const uplink = { ...written.uplink, ...(broker === undefined ? {} : { broker }) };
      const config = { ...written, models, uplink };
      const real = photographedCast(sharedFolder());
      const whom = real.length > 0 ? 'pictures of real people from OSTIARY_SHARED' : 'drawn people who do not exist';
      say(`Ostiary ${version} demo: ${file}; visitors: ${whom}`);
      const scene = await prepare(config, real.length > 0 ? real : cast);
      process.exitCode = await play(config, scene);
    });
}

/**
 * The demo's own settings and no others: it deletes its database and plays pictures to its door, so an override from the
 * environment of a real terminal must not reach it.
 */
function demoConfig(file: string): TerminalConfig {
  return loadConfig(file, { env: { OSTIARY_SHARED: process.env.OSTIARY_SHARED }, packageRoot });
}

/** Enrols half of the cast from pictures, and prepares everybody's walk up to the door. */
async function prepare(config: TerminalConfig, actors: readonly Actor[]): Promise<Scene> {
  for (const suffix of ['', '-wal', '-shm']) rmSync(`${config.store.database}${suffix}`, { force: true });
  if (!existsSync(config.store.keyFile)) createGalleryKey(config.store.keyFile);
  const { known, strangers } = await enrolCast(config, actors);
  const visits: { readonly actor: Actor; readonly expected: Expected }[] = [];
  for (let i = 0; i < Math.max(known.length, strangers.length); i++) {
    const guest = known[i];
    const stranger = strangers[i];
    const blocked = guest === known.at(-1);
    if (guest)
      visits.push({
        actor: guest,
        expected: blocked ? { name: `${guest.name} (disabled)` } : { name: guest.name, granted: guest.id },
      });
    if (stranger) visits.push({ actor: stranger, expected: { name: 'a stranger' } });
  }
  await renderOnce(
    config,
    visits.map((v) => v.actor),
  );
  return { expected: visits.map((v) => v.expected), frames: visits.length * visitFrames };
}

const wantedKnown = 5;
const wantedStrangers = 4;

async function enrolCast(
  config: TerminalConfig,
  actors: readonly Actor[],
): Promise<{ readonly known: readonly Actor[]; readonly strangers: readonly Actor[] }> {
  const eyes = await openEyes(config, { camera: false });
  const gallery = await openGallery(config, eyes.facts.space);
  const minSimilarity = config.recognition.minSimilarity ?? eyes.facts.defaultMinSimilarity;
  const known: Actor[] = [];
  const strangers: Actor[] = [];
  const bar = progress('enrolling', wantedKnown + wantedStrangers);
  const judge = (file: string) => samplePicture(eyes.vision, file, readPicture(file));
  try {
    say(`models: ${eyes.facts.models.map((m) => `${m.name} on ${m.delegate}`).join(', ')}; threshold ${minSimilarity}`);
    for (const actor of actors) {
      if (strangers.length === wantedStrangers) break;
      if (actor.walksWith !== undefined && (await judge(actor.walksWith)).kind !== 'usable') continue;
      if (known.length === wantedKnown) strangers.push(actor);
      else {
        const pictures = await actor.portraits(join(dirname(config.store.database), 'people'));
        const samples = await Promise.all(pictures.map(judge));
        if (samples.filter((sample) => sample.kind === 'usable').length < 2) continue;
        // The last of them is known, but may not come in.
        const enabled = known.length < wantedKnown - 1;
        const choices = { replace: false, allowSimilar: false };
        const { index } = await gallery.known();
        enrol({ id: actor.id, name: actor.name, enabled }, samples, choices, { ...gallery, index, minSimilarity });
        known.push(actor);
      }
      bar.step(actor.name);
    }
  } finally {
    bar.end();
    await gallery.close();
    await eyes.close();
  }
  return { known, strangers };
}

/** The frames are kept from one demo to the next, as long as they show the same people. */
async function renderOnce(config: TerminalConfig, visitors: readonly Actor[]): Promise<void> {
  const folder = config.camera.source === 'frames' ? config.camera.folder : undefined;
  if (folder === undefined) return;
  const stamp = join(dirname(folder), 'frames.json');
  const wanted = JSON.stringify({ visitFrames, looks: visitors.map(({ looks }) => looks) });
  if (existsSync(stamp) && existsSync(folder) && readFileSync(stamp, 'utf8') === wanted) return;
  rmSync(stamp, { force: true });
  say('preparing the visitors, once; this can take a minute …');
  const bar = progress('visitors', visitors.length);
  await renderWalks(folder, visitors, () => bar.step(''));
  bar.end();
  writeFileSync(stamp, wanted);
}

/** Runs the daemon until the play is over or somebody presses Ctrl-C; returns the exit status. */
async function play(config: TerminalConfig, scene: Scene): Promise<number> {
  const visits: Visit[] = [];
  let last = false;
  const daemon = await startDaemon(config, {
    log: daemonLog('warn'),
    announcer: (nameOf) => recording(consoleAnnouncer(nameOf), visits),
  });
  daemon.watchDoor((door) => {
    if (released(door) !== last) say(`    door    ${released(door) ? 'released' : 'secured'}`);
    last = released(door);
  });
  const people = playVisitor(daemon.hardware, say);
  say(
    `\n${scene.expected.length} visitors, about ${Math.round(scene.frames / framesPerSecond)} s; Ctrl-C ends it sooner. In another shell: bin/ostiary status -c config/demo.yaml\n`,
  );
  const interrupted = await ended(daemon);
  people.stop();
  const { stages, counters, rexLatency } = daemon.status();
  await daemon.close();
  const { lines, wrong, missed } = tally(scene.expected, visits, millis((visitFrames * 1000) / framesPerSecond));
  const missing = interrupted ? 0 : missed;
  say(`\nSummary\n${lines.join('\n')}`);
  say(
    `\n  ${Object.entries(counters)
      .map(([k, n]) => `${k} ${n}`)
      .join(', ')}`,
  );
  for (const [stage, s] of Object.entries(stages)) {
    say(
      `  ${stage.padEnd(13)} p50 ${s.p50.toFixed(2).padStart(8)} ms   p95 ${s.p95.toFixed(2).padStart(8)} ms   max ${s.max.toFixed(2).padStart(8)} ms`,
    );
  }
  if (rexLatency.count > 0) say(`  REX to relay  max ${rexLatency.max.toFixed(2)} ms over ${rexLatency.count}`);
  say(
    wrong + missing === 0
      ? '\nEvery decision was right.'
      : `\n${wrong} decisions were WRONG, ${missing} visitors were missed.`,
  );
  return wrong + missing === 0 ? 0 : 1;
}

/** Resolves true on Ctrl-C, false when the camera has played everything and the last visitor has left. */
function ended(daemon: Daemon): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (interrupted: boolean) => (): void => {
      clearInterval(watch);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(interrupted);
    };
    const stop = done(true);
    const over = done(false);
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const watch = setInterval(() => {
      if (daemon.status().reports.some((r) => r.part === 'camera' && r.detail.startsWith('camera.ended'))) over();
    }, 500);
  });
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
