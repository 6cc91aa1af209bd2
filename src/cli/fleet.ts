import { Command } from 'commander';
import { collectCommand } from './fleet/collect.js';
import { doorCommands } from './fleet/command.js';
import { fleetConfigCommand } from './fleet/config.js';
import { fleetEnrolCommand } from './fleet/enroll.js';
import { eventsCommand } from './fleet/events.js';
import { keysCommand } from './fleet/keys.js';
import { fleetPeopleCommand } from './fleet/people.js';
import { policyCommand } from './fleet/policy.js';
import { pushCommand } from './fleet/push.js';
import { revokeCommand } from './fleet/revoke.js';
import { snapshotsCommand } from './fleet/snapshots.js';
import { fleetStatusCommand } from './fleet/status.js';
import { terminalsCommand } from './fleet/terminals.js';

/** Commands for the site's administrator. */
export function fleetCommand(): Command {
  const command = new Command('fleet').description('manage a site: keys, people, terminals and events');
  for (const sub of [
    keysCommand(),
    terminalsCommand(),
    fleetEnrolCommand(),
    fleetPeopleCommand(),
    pushCommand(),
    revokeCommand(),
    fleetStatusCommand(),
    ...doorCommands(),
    policyCommand(),
    fleetConfigCommand(),
    eventsCommand(),
    collectCommand(),
    snapshotsCommand(),
  ])
    command.addCommand(sub);
  return command;
}
