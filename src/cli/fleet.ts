import { Command } from 'commander';
import { fleetEnrollCommand } from './fleet/enroll.js';
import { keysCommand } from './fleet/keys.js';
import { pushCommand } from './fleet/push.js';

/** For whoever runs the site. */
export function fleetCommand(): Command {
  const command = new Command('fleet').description('run a site: its keys, its people, its terminals and their events');
  for (const sub of [keysCommand(), fleetEnrollCommand(), pushCommand()]) command.addCommand(sub);
  return command;
}
