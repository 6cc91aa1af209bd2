import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import sharp from 'sharp';
import { CommandRejected } from '../base/errors.js';
import { askCamera } from '../compose/control-client.js';
import type { Look } from '../control/ports/answers.js';
import { configOption, readConfig } from './config-option.js';
import { halfBlocks } from './half-blocks.js';

export function cameraCommand(): Command {
  const command = new Command('camera').description(
    'show what the camera of the running daemon sees; recorded in the audit log',
  );
  command
    .command('snapshot')
    .description('save the next frame to FILE as a JPEG, at most 320 pixels wide and readable only by you')
    .argument('<file>', 'JPEG file to create')
    .addOption(configOption())
    .action(async (file: string, options: { config: string }) => {
      const look = await askCamera(readConfig(options.config));
      write(file, look.jpeg);
      process.stdout.write(`${file}: ${sentence(look)}\nIt may show people: delete it when you no longer need it.\n`);
    });
  command
    .command('watch')
    .description(
      'show frame size, frame rate, brightness and sharpness until Ctrl-C, for mounting and focusing the camera',
    )
    .addOption(configOption())
    .option('--picture', 'also show the picture; needs a terminal with 24-bit colour')
    .action(async (options: { config: string; picture?: boolean }) => {
      const config = readConfig(options.config);
      let before: Look | undefined;
      for (;;) {
        const look = await askCamera(config);
        const picture = options.picture ? `\x1b[2J\x1b[H${await drawn(look.jpeg)}\n` : '';
        process.stdout.write(
          `${picture}${sentence(look)}${before === undefined ? '' : `, ${rate(before, look)} pictures/s`}\n`,
        );
        before = look;
        await pause(1000);
      }
    });
  return command;
}

function sentence({ width, height, brightness, sharpness, faces }: Look): string {
  const seen = faces.map((faults) => (faults.length === 0 ? 'good' : faults.join('+'))).join(', ');
  return `${width}x${height}, brightness ${brightness.toFixed(0)} of 255, sharpness ${sharpness.toFixed(0)}, faces: ${seen || 'none'}`;
}

/** Frames per second between two looks. */
function rate(before: Look, now: Look): string {
  return (((now.sequence - before.sequence) * 1000) / (now.capturedAt - before.capturedAt)).toFixed(1);
}

async function drawn(jpeg: Buffer): Promise<string> {
  const columns = Math.min(process.stdout.columns ?? 80, 100);
  const { data, info } = await sharp(jpeg).resize({ width: columns }).raw().toBuffer({ resolveWithObject: true });
  return halfBlocks(data, info.width, info.height);
}

function write(file: string, jpeg: Buffer): void {
  try {
    writeFileSync(file, jpeg, { mode: 0o600 });
  } catch (cause) {
    throw new CommandRejected('camera.snapshot-unwritable', `cannot write ${file}: ${(cause as Error).message}`, {
      remedy: 'Choose a file in a folder that you can write to.',
      cause,
    });
  }
}
