import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { inventPerson } from '../demo/drawing/person.js';
import { portrait } from '../demo/portrait.js';
import { progress } from './progress.js';

interface Options {
  readonly count: number;
  readonly pictures: number;
  readonly size: number;
  readonly variety: number;
  readonly first: number;
}

/** Far from the demo's cast, who must stay strangers to a model that is trained on these people. */
const firstSeed = 1_000_000;

export function drawPeopleCommand(): Command {
  return new Command('draw-people')
    .description(
      'draw pictures of people who do not exist, FOLDER/<seed>/<n>.jpg, for tests and as extra data in training',
    )
    .argument('<folder>', 'where to; pictures that are there already are kept, so an interrupted run goes on')
    .option('--count <people>', 'people', whole, 100)
    .option('--pictures <each>', 'pictures of each', whole, 6)
    .option('--size <pixels>', 'width and height of a picture', whole, 250)
    .option(
      '--variety <0..1>',
      'how much pictures of one person differ in pose, light, expression and noise',
      share,
      0.8,
    )
    .option('--first <seed>', 'seed of the first person; several processes can share the work', whole, firstSeed)
    .action(async (folder: string, { count, pictures, size, variety, first }: Options) => {
      const bar = progress('drawing', count * pictures);
      for (let seed = first; seed < first + count; seed++) {
        const person = inventPerson(seed);
        for (let i = 0; i < pictures; i++) {
          const file = join(folder, String(seed).padStart(8, '0'), `${String(i + 1).padStart(4, '0')}.jpg`);
          await portrait(person, i, { size, variety }, file);
          bar.step('');
        }
      }
      bar.end();
      process.stdout.write(`${folder}: ${count} people who do not exist, ${pictures} pictures of each\n`);
    });
}

function whole(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > 99_999_999)
    throw new InvalidArgumentError('a whole number from 1 is needed');
  return number;
}

function share(text: string): number {
  const number = Number(text);
  if (text === '' || !(number >= 0 && number <= 1)) throw new InvalidArgumentError('a number from 0 to 1 is needed');
  return number;
}
