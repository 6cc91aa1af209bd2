import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';

type Close = () => Promise<void>;
export type Server = (onFault: (fault: Error) => void) => Promise<Close>;

/** Starts what can be started: a terminal that cannot be looked at still guards its door. @returns how to close each */
export async function startServers(servers: readonly Server[], log: Log): Promise<readonly Close[]> {
  const onFault = (fault: Error): void => log.warn({ fault: describe(fault) }, 'the status server failed');
  const open: Close[] = [];
  for (const serve of servers) {
    try {
      open.push(await serve(onFault));
    } catch (error) {
      log.warn({ fault: describe(error) }, 'no status or metrics here');
    }
  }
  return open;
}
