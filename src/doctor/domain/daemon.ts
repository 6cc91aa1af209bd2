import type { HealthReport } from '../../base/health.js';
import { type Finding, fail, ok, warn } from './finding.js';

export type DaemonReading =
  | { readonly answers: false; readonly code: string; readonly why: string; readonly remedy: string }
  | {
      readonly answers: true;
      readonly version: string;
      readonly uptimeSeconds: number;
      readonly reports: readonly HealthReport[];
    };

export function judgeDaemon(reading: DaemonReading, ownVersion: string): readonly Finding[] {
  if (!reading.answers) return [warn(`${reading.code}: ${reading.why}`, reading.remedy)];
  const { version, uptimeSeconds, reports } = reading;
  const findings = reports.flatMap(({ part, level, detail }): Finding[] => {
    if (level === 'ok') return [];
    const seen = `${part} is ${level}: ${detail}`;
    const remedy = 'Follow that message. The finding for this part below and docs/troubleshooting.md tell more.';
    return [level === 'failed' ? fail(seen, remedy) : warn(seen, remedy)];
  });
  if (version !== ownVersion) {
    findings.push(
      warn(
        `the daemon runs version ${version}, this command is ${ownVersion}`,
        'Restart the daemon: systemctl restart ostiary',
      ),
    );
  }
  return findings.length > 0
    ? findings
    : [ok(`version ${version}, up ${Math.round(uptimeSeconds)} s, all parts healthy`)];
}
