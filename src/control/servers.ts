import { describe } from '../base/errors.js';
import type { Log } from '../base/log.js';

type Close = () => Promise<void>;
export type Server = (onFault: (fault: Error) => void) => Promise<Close>;

/** Starts the servers that can be started: a terminal without them still guards its door. @returns A function to close each. */
export async function startServers(servers: readonly Server[], log: Log): Promise<readonly Close[]> {
  const onFault = (fault: Error): void => log.warn({ fault: describe(fault) }, 'the status server failed');
  const open: Close[] = [];
  for (const serve of servers) {
    try {
      open.push(await serve(onFault));
    } catch (error) {
      log.warn({ fault: describe(error) }, 'cannot serve status or metrics');
    }
  }
  return open;
}
