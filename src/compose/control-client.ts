import { askDaemon, askLook, followDaemon } from '../control/http/control-client.js';
import type { Look } from '../control/ports/answers.js';
import type { TerminalConfig } from '../settings/schema/schema.js';

/** The running daemon's answer, as JSON. @throws HardwareFault `control.no-daemon`, or the daemon's refusal. */
export function askRunningDaemon(config: TerminalConfig, path: string, method?: 'GET' | 'POST'): Promise<string> {
  return askDaemon(config.observability.controlSocket, path, method);
}

/** The lines that a running daemon writes, until the signal. @throws HardwareFault `control.no-daemon`, `control.ended` */
export function followRunningDaemon(config: TerminalConfig, path: string, signal: AbortSignal): AsyncGenerator<string> {
  return followDaemon(config.observability.controlSocket, path, signal);
}

/** The camera's next picture, from a running daemon. @throws HardwareFault `control.no-daemon`, `vision.unavailable` */
export function askCamera(config: TerminalConfig): Promise<Look> {
  return askLook(config.observability.controlSocket);
}
