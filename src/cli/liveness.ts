import { createInterface } from 'node:readline';
import { Command, InvalidArgumentError } from 'commander';
import {
  type DrillPart,
  type DrillStep,
  drillSteps,
  instruction,
  speciesPattern,
} from '../access/domain/drill-plan.js';
import { drillFaults } from '../access/domain/drill-result.js';
import { runDrill } from '../access/run-drill.js';
import { UsageError } from '../base/errors.js';
import { seconds } from '../base/units.js';
import { type OpenDrill, openDrill } from '../compose/drill.js';
import { bonaFide, type Classified } from '../evaluation/domain/attack-rates.js';
import { configOption, readConfig } from './config-option.js';
import { conclusion, outcomeWords } from './drill-words.js';

interface Options {
  readonly config: string;
  readonly live: number;
  readonly prints: number;
  readonly phones: number;
  readonly tablets: number;
  readonly species: readonly DrillPart[];
  readonly auto?: boolean;
}

/** With --auto: how long to wait for the next face. */
const patience = seconds(60);

export function livenessCommand(): Command {
  const command = new Command('liveness').description('try the protection against photographs and screens');
  command
    .command('drill')
    .description(
      'try live visits and attacks at the terminal’s camera (stop the daemon first), print the error rates, and record them in the audit log; Ctrl-C ends it without a record',
    )
    .option('--live <count>', 'number of live visits', count, 10)
    .option('--prints <count>', 'number of printed photographs', count, 5)
    .option('--phones <count>', 'number of telephones', count, 5)
    .option('--tablets <count>', 'number of tablets', count, 5)
    .option('--species <name=count>', 'another kind of attack, such as poster=5; may be repeated', species, [])
    .option('--auto', 'never wait for Enter: each presentation begins when a face has left and another comes')
    .addOption(configOption())
    .addHelpText('after', '\nExit status: 0 if the drill is passed, 65 if not.')
    .action(drill);
  return command;
}

async function drill(options: Options): Promise<void> {
  const config = readConfig(options.config);
  const steps = drillSteps(planOf(options));
  const open = await openDrill(config);
  const keys = options.auto ? undefined : readEnter();
  const aborted = new Promise<undefined>((resolve) => process.once('SIGINT', () => resolve(undefined)));
  let classified: readonly Classified[] | undefined;
  try {
    classified = await Promise.race([walkThrough(open, steps, keys), aborted]);
    if (classified !== undefined) await open.record(classified, process.getuid?.() ?? 0);
  } finally {
    keys?.close();
    await open.close();
  }
  if (classified !== undefined) {
    const faults = drillFaults(classified);
    say(conclusion(classified, faults));
    process.exitCode = faults.length > 0 ? 65 : 0;
    return;
  }
  say('\nEnded: nothing is recorded.');
  // The drill is still waiting for its next face.
  process.exit(130);
}

function walkThrough(
  { eyes, pad }: OpenDrill,
  steps: readonly DrillStep[],
  keys: ReturnType<typeof readEnter> | undefined,
): Promise<readonly Classified[]> {
  const hint = keys ? ' (Enter begins; else when the last face has left and the next one comes)' : '';
  return runDrill({
    steps,
    pad,
    observations: eyes.observations,
    clock: eyes.clock,
    patience: keys ? undefined : patience,
    begun: () => keys?.pressed() ?? false,
    onStep: (step) => say(`${step.kind} ${step.number} of ${step.of}: ${instruction(step)}${hint}`),
    onJudged: ({ kind }, judged) => say(`  ${outcomeWords(kind, judged)}`),
  });
}

/** Whether Enter was pressed since the last question. */
function readEnter() {
  const lines = createInterface({ input: process.stdin });
  let presses = 0;
  lines.on('line', () => presses++);
  // In raw mode readline would take Ctrl-C for itself.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  return {
    pressed() {
      const pressed = presses > 0;
      presses = 0;
      return pressed;
    },
    close: () => lines.close(),
  };
}

/** @throws UsageError `drill.usage` */
function planOf({ live, prints, phones, tablets, species }: Options): readonly DrillPart[] {
  const parts = [
    { kind: bonaFide, count: live },
    { kind: 'print', count: prints },
    { kind: 'phone', count: phones },
    { kind: 'tablet', count: tablets },
    ...species,
  ];
  if (live > 0 && parts.some(({ kind, count }) => kind !== bonaFide && count > 0)) return parts;
  throw new UsageError('drill.usage', 'a drill needs live visits and attacks', {
    remedy: 'Give --live and one of --prints, --phones, --tablets and --species a number of 1 or more.',
  });
}

function count(text: string): number {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 0 || number > 1000)
    throw new InvalidArgumentError('expected a whole number, 0 to 1000');
  return number;
}

function species(text: string, before: readonly DrillPart[]): readonly DrillPart[] {
  const [name = '', number = ''] = text.split('=');
  if (!speciesPattern.test(name) || name === bonaFide || before.some(({ kind }) => kind === name))
    throw new InvalidArgumentError('expected NAME=COUNT with a name of its own, such as poster=5');
  return [...before, { kind: name, count: count(number) }];
}

const say = (line: string): void => void process.stdout.write(`${line}\n`);
