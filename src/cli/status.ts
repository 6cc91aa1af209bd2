import { Command } from 'commander';
import { askRunningDaemon } from '../compose/control-client.js';
import type { DaemonStatus } from '../control/status.js';
import { configOption, readConfig } from './config-option.js';

export function statusCommand(): Command {
  return new Command('status')
    .description('show the state of the running daemon: health, door, latency per stage')
    .addOption(configOption())
    .option('--json', 'print JSON')
    .action(async (options: { config: string; json?: boolean }) => {
      const text = await askRunningDaemon(readConfig(options.config), '/status');
      process.stdout.write(options.json ? text : render(JSON.parse(text) as DaemonStatus));
    });
}

function render(status: DaemonStatus): string {
  const mib = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(0)} MiB`;
  const lines = [
    `Ostiary ${status.version}, terminal ${status.terminal}, door ${status.door.name}: ${status.health.toUpperCase()}`,
    `up ${Math.round(status.uptimeSeconds)} s, process ${status.pid} (${mib(status.residentBytes.door)}), vision (${mib(status.residentBytes.vision)})`,
    `door: ${status.door.released ? 'RELEASED' : 'secured'}, mode ${status.door.mode}, contact ${status.door.contact}, alarm ${status.door.alarm}`,
    `liveness: ${status.liveness.level}, passive model ${status.liveness.passiveModel}`,
    '',
    ...status.reports.map((r) => `  ${r.level.padEnd(8)} ${r.part.padEnd(11)} ${r.detail}`),
    '',
    `  counters: ${
      Object.entries(status.counters)
        .map(([k, n]) => `${k} ${n}`)
        .join(', ') || 'none yet'
    }`,
    '',
    `  ${'stage'.padEnd(14)}${['count', 'p50 ms', 'p95 ms', 'max ms'].map((h) => h.padStart(10)).join('')}`,
    ...Object.entries(status.stages).map(
      ([stage, s]) =>
        `  ${stage.padEnd(14)}${String(s.count).padStart(10)}${[s.p50, s.p95, s.max].map((n) => n.toFixed(2).padStart(10)).join('')}`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}
