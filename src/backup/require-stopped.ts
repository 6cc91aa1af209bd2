import { CommandRejected, TerminalError } from '../base/errors.js';

/** @param askDaemon rejects with `control.no-daemon` where none runs. @throws CommandRejected (rejects) `daemon.running` */
export async function requireStopped(askDaemon: () => Promise<unknown>): Promise<void> {
  try {
    await askDaemon();
  } catch (error) {
    if (error instanceof TerminalError && error.code === 'control.no-daemon') return;
    throw error;
  }
  throw new CommandRejected('daemon.running', 'the daemon is running', {
    remedy:
      'Stop it first: systemctl stop ostiary. The door then obeys only its mechanical lock and REX wiring: have somebody there.',
  });
}
