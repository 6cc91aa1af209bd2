import { reportFault } from './cli/report-fault.js';
import { secureNotedRelay } from './compose-relay.js';

/** ExecStopPost= of the unit: secures the door whatever ended the daemon. */
try {
  if (await secureNotedRelay(process.env)) process.stdout.write('the door is secured\n');
} catch (error) {
  process.exitCode = reportFault(error);
}
