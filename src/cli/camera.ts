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
  const command = new Command('camera').description('what the camera of a running daemon sees; audited');
  command
    .command('snapshot')
    .description('write the next picture to FILE, as a JPEG of at most 320 pixels width that only you may read')
    .argument('<file>', 'JPEG to write')
    .addOption(configOption())
    .action(async (file: string, options: { config: string }) => {
      const look = await askCamera(readConfig(options.config));
      write(file, look.jpeg);
      process.stdout.write(`${file}: ${sentence(look)}\nA picture of people: delete it when you have seen it.\n`);
    });
  command
    .command('watch')
    .description('show size, rate, light and sharpness until Ctrl-C, to mount and focus the camera')
    .addOption(configOption())
    .option('--picture', 'with the picture, on a terminal with 24-bit colour')
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
  return `${width}x${height}, light ${brightness.toFixed(0)} of 255, sharpness ${sharpness.toFixed(0)}, faces: ${seen || 'none'}`;
}

/** Pictures that the camera gave per second between two looks. */
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
    throw new CommandRejected('camera.snapshot-unwritable', `${file} cannot be written: ${(cause as Error).message}`, {
      remedy: 'Name a file in a folder that you may write to.',
      cause,
    });
  }
}
