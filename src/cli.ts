#!/usr/bin/env node
import { Command, CommanderError } from 'commander';
import { auditCommand } from './cli/audit.js';
import { backupCommand, restoreCommand } from './cli/backup.js';
import { cameraCommand } from './cli/camera.js';
import { configCommand } from './cli/config.js';
import { demoCommand } from './cli/demo.js';
import { doctorCommand } from './cli/doctor.js';
import { doorCommand } from './cli/door.js';
import { drawPeopleCommand } from './cli/draw-people.js';
import { enrolCommand } from './cli/enroll.js';
import { firstBootCommand } from './cli/first-boot.js';
import { fleetCommand } from './cli/fleet.js';
import { galleryCommand } from './cli/gallery.js';
import { keyCommand } from './cli/key.js';
import { livenessCommand } from './cli/liveness.js';
import { modelCommand } from './cli/model.js';
import { reportFault } from './cli/report-fault.js';
import { statusCommand } from './cli/status.js';
import { version } from './version.js';

const program = new Command('ostiary')
  .description('Command line of the Ostiary door terminal.')
  .version(version)
  .showHelpAfterError('(run with --help for usage)')
  .exitOverride()
  .addHelpText(
    'after',
    '\nExit status: 0 success, 64 usage error, 65 input or model rejected, 69 hardware or daemon unavailable, 70 internal error, 74 storage, 75 broker, 78 configuration.',
  );
for (const command of [
  enrolCommand(),
  galleryCommand(),
  auditCommand(),
  statusCommand(),
  doctorCommand(),
  doorCommand(),
  cameraCommand(),
  livenessCommand(),
  keyCommand(),
  backupCommand(),
  restoreCommand(),
  modelCommand(),
  drawPeopleCommand(),
  configCommand(),
  fleetCommand(),
  firstBootCommand(),
  demoCommand(),
]) {
  inherit(command);
  program.addCommand(command);
}

/** Makes subcommands report usage errors as the program does. */
function inherit(command: Command): void {
  command.exitOverride().showHelpAfterError('(run with --help for usage)');
  for (const sub of command.commands) inherit(sub);
}

// A reader that closes the pipe (`| head`) is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 74));
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 64;
  else process.exitCode = reportFault(error);
}
