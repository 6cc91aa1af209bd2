import { join } from 'node:path';
import { Command } from 'commander';
import { explain } from '../access/domain/policy.js';
import { ModelError } from '../base/errors.js';
import { enrolDemoCast, startDemo } from '../compose/demo.js';
import type { DaemonStatus } from '../control/status.js';
import type { Actor } from '../demo/actor.js';
import { cast } from '../demo/cast.js';
import { castSize } from '../demo/enrol-cast.js';
import { demoModels } from '../demo/models.js';
import { photographedCast } from '../demo/photographed.js';
import { type Played, play } from '../demo/play.js';
import type { Tally, Visit } from '../demo/record.js';
import { renderOnce } from '../demo/render-once.js';
import { type PlannedVisit, plannedVisits } from '../demo/scene.js';
import { sharedFolder } from '../models/bundle.js';
import { loadConfig } from '../settings/load/load.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { packageRoot, version } from '../version.js';
import { progress } from './progress.js';

interface Options {
  readonly broker?: string;
  readonly photographed?: boolean;
}

export function demoCommand(): Command {
  return new Command('demo')
    .description(
      'run a complete terminal without hardware: visitors walk up to a simulated camera and door (npm start)',
    )
    .option('--broker <url>', 'also connect to this broker as a terminal of the site “demo”, as npm start does')
    .option(
      '--photographed',
      'visitors are photographs of real people from OSTIARY_SHARED instead of drawn people; liveness is not checked',
    )
    .action(async ({ broker, photographed = false }: Options) => {
      const file = join(packageRoot, 'config', 'demo.yaml');
      const written = demoConfig(file);
      const uplink = { ...written.uplink, ...(broker === undefined ? {} : { broker }) };
      const config = { ...(photographed ? await forPhotographs(written) : written), uplink };
      const actors = photographed ? requirePhotographs() : cast;
      const whom = photographed
        ? 'photographs of real people; liveness is not checked'
        : 'drawn people who do not exist';
      say(`Ostiary ${version} demo: ${file}; liveness ${config.liveness.level}; visitors: ${whom}`);
      const expected = (await prepare(config, actors)).map((visit) => visit.expected);
      const visits: Visit[] = [];
      const played = await play(await startDemo(config, visits), expected, visits, say);
      summarise(played);
      process.exitCode = played.wrong + played.missing === 0 ? 0 : 1;
    });
}

/**
 * Reads only the demo's own settings. The demo deletes its database and opens its door to pictures, so overrides from a real terminal's
 * environment must not apply.
 */
function demoConfig(file: string): TerminalConfig {
  return loadConfig(file, { env: { OSTIARY_SHARED: process.env.OSTIARY_SHARED }, packageRoot });
}

/**
 * Photographs are what liveness must refuse, so it is not checked. The public models recognise real faces better than the shipped ones.
 */
async function forPhotographs(config: TerminalConfig): Promise<TerminalConfig> {
  const installed = join(packageRoot, 'models');
  const [detector, embedder] = ['public-yunet-s', 'public-mbf'].map((name) => join(installed, name)) as [
    string,
    string,
  ];
  return {
    ...config,
    models: { ...config.models, ...(await demoModels(installed, { detector, embedder })) },
    liveness: { ...config.liveness, level: 'unchecked' },
    camera: beside(config.camera),
  };
}

/** The drawn frames stay where they are. */
function beside(camera: TerminalConfig['camera']): TerminalConfig['camera'] {
  if (camera.source !== 'frames' || camera.folder === undefined) return camera;
  return { ...camera, folder: `${camera.folder}-photographed` };
}

function requirePhotographs(): readonly Actor[] {
  const shared = sharedFolder();
  const actors = photographedCast(shared);
  if (actors.length > 0) return actors;
  throw new ModelError('demo.no-photographs', `there are no photographs of people in ${shared}`, {
    remedy: 'Set OSTIARY_SHARED to the folder that holds data/lfw-dev, or run the demo without --photographed.',
    context: { shared },
  });
}

/** Enrols half of the cast from pictures and prepares each visitor's walk up to the door. */
async function prepare(config: TerminalConfig, actors: readonly Actor[]): Promise<readonly PlannedVisit[]> {
  let bar: ReturnType<typeof progress> | undefined;
  const enrolled = await enrolDemoCast(config, actors, {
    onModels(models, minSimilarity) {
      say(`models: ${models.map((m) => `${m.name} on ${m.delegate}`).join(', ')}; threshold ${minSimilarity}`);
      bar = progress('enrolling', castSize);
    },
    onCast: (name) => bar?.step(name),
  }).finally(() => bar?.end());
  const visits = plannedVisits(enrolled);
  if (config.camera.source === 'frames' && config.camera.folder !== undefined) {
    const visitors = visits.map(({ visitor }) => visitor);
    await renderOnce(config.camera.folder, visitors, () => {
      say('preparing the visitors (first run only; takes up to two minutes) …');
      const { step, end } = progress('visitors', visitors.length);
      return { step: () => step(''), end };
    });
  }
  return visits;
}

function summarise({ lines, wrong, missing, attacks, status }: Played<DaemonStatus>): void {
  const { stages, counters, rexLatency } = status;
  say(`\nSummary\n${lines.join('\n')}`);
  if (attacks.heldUp > 0) say(`\n  ${told(attacks)}`);
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
      ? '\nAll decisions were correct.'
      : `\n${wrong} decisions were WRONG, ${missing} visitors got no decision.`,
  );
}

function told({ heldUp, denials }: Tally['attacks']): string {
  const reasons = denials.length === 0 ? '' : ` (${denials.map(explain).join('; ')})`;
  return `Photographs of enrolled people held up to the camera: ${heldUp}; denied: ${denials.length}${reasons}.`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
