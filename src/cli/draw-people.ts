import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { attackKinds } from '../demo/drawing/hold-up.js';
import { inventPerson } from '../demo/drawing/person.js';
import { portrait } from '../demo/portrait.js';
import { type VisitKind, visitPictures } from '../demo/visit-pictures.js';
import { progress } from './progress.js';

interface Options {
  readonly count: number;
  readonly pictures: number;
  readonly size: number;
  readonly variety: number;
  readonly first: number;
  readonly as?: VisitKind;
}

/** Far from the seeds of the demo's cast, so that a model trained on these people has never seen the cast. */
const firstSeed = 1_000_000;

export function drawPeopleCommand(): Command {
  return new Command('draw-people')
    .description(
      'draw pictures of people who do not exist, as FOLDER/<seed>/<n>.jpg, for tests and as extra training data; with --as, visits to a door instead, as FOLDER/<as>/<seed>/<n>.jpg',
    )
    .argument('<folder>', 'output folder; existing pictures are kept, so an interrupted run can be resumed')
    .option('--count <people>', 'people', whole, 100)
    .option('--pictures <each>', 'pictures per person', whole, 6)
    .option('--size <pixels>', 'width and height of a picture', whole, 250)
    .option(
      '--variety <0..1>',
      'how much the pictures of one person differ in pose, light, expression and noise',
      share,
      0.8,
    )
    .option(
      '--first <seed>',
      'seed of the first person; choose different seeds to run several processes in parallel',
      whole,
      firstSeed,
    )
    .addOption(
      new Option(
        '--as <visit>',
        'draw the frames of a visit to a door, one for each person: they walk up, or a photograph of them is held up on paper or on a telephone; --pictures, --size and --variety do not apply',
      ).choices(['live', ...attackKinds]),
    )
    .action(async (folder: string, options: Options) => {
      const { count, pictures, size, variety, first, as } = options;
      if (as !== undefined) return drawVisits(folder, as, options);
      const bar = progress('drawing', count * pictures);
      for (let seed = first; seed < first + count; seed++) {
        const person = inventPerson(seed);
        for (let i = 0; i < pictures; i++) {
          const file = join(folder, folderOf(seed), `${String(i + 1).padStart(4, '0')}.jpg`);
          await portrait(person, i, { size, variety }, file);
          bar.step('');
        }
      }
      bar.end();
      process.stdout.write(`${folder}: ${count} drawn people, ${pictures} pictures each\n`);
    });
}

async function drawVisits(folder: string, as: VisitKind, { count, first }: Options): Promise<void> {
  const bar = progress('drawing', count);
  for (let seed = first; seed < first + count; seed++) {
    await visitPictures(inventPerson(seed), as, join(folder, as, folderOf(seed)));
    bar.step('');
  }
  bar.end();
  process.stdout.write(`${folder}: ${count} visits, ${as}\n`);
}

const folderOf = (seed: number): string => String(seed).padStart(8, '0');

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 99_999_999)
    throw new InvalidArgumentError('expected a whole number, 1 or more');
  return number;
}

function share(text: string): number {
  const number = Number(text);
  if (text === '' || !(number >= 0 && number <= 1)) throw new InvalidArgumentError('expected a number from 0 to 1');
  return number;
}
