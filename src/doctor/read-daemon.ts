import { TerminalError } from '../base/errors.js';
import type { DaemonReading } from './domain/daemon.js';

/** @param askStatus the status of a running daemon as JSON; rejects where none answers */
export async function readDaemon(askStatus: () => Promise<string>): Promise<DaemonReading> {
  try {
    const { version, uptimeSeconds, reports } = JSON.parse(await askStatus()) as Extract<
      DaemonReading,
      { answers: true }
    >;
    return { answers: true, version, uptimeSeconds, reports };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    return { answers: false, code: error.code, why: error.message, remedy: error.remedy };
  }
}
