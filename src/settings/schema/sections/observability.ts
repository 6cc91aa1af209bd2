import { choice, integer, remote, section, text } from '../fields.js';
import { filePath } from '../path-fields.js';

export const observability = section({
  logLevel: remote(
    'config-set',
    choice('Lowest level of messages to log', ['trace', 'debug', 'info', 'warn', 'error']),
  ).default('info'),
  metricsPort: integer('TCP port of the Prometheus metrics; 0 turns them off', 0, 65_535).default(9464),
  metricsHost: text('Address that serves the metrics', 253).default('127.0.0.1'),
  controlSocket: filePath('Unix socket for the ostiary commands').prefault('/run/ostiary/control.sock'),
}).describe('Logs, metrics and control');
