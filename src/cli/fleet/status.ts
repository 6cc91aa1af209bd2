import { setTimeout as pause } from 'node:timers/promises';
import { Command } from 'commander';
import { HardwareFault } from '../../base/errors.js';
import { fleetKeys, withTerminals } from '../../compose/fleet.js';
import { withEvents } from '../../compose/fleet-store.js';
import { driftOf } from '../../fleet/domain/drift.js';
import type { ReportKind } from '../../fleet/ports/fleet-link.js';
import { Roster, type TerminalRow } from '../../fleet/roster.js';
import { print, readSite, siteOption } from './site-option.js';
import { untilStopped } from './until-stopped.js';

interface Options {
  readonly config: string;
  readonly once?: boolean;
  readonly json?: boolean;
  readonly check?: boolean;
}

const kinds: readonly ReportKind[] = ['state', 'info', 'door', 'health', 'event', 'manifest'];

export function fleetStatusCommand(): Command {
  return new Command('status')
    .description(
      'show all terminals: connection, version, policy, galleries, drift, door, health, last event; updates live on a console',
    )
    .addOption(siteOption())
    .option('--once', 'print one table and exit')
    .option('--json', 'print one table as JSON and exit')
    .option(
      '--check',
      'print one table and exit; status 69 if a terminal is offline or differs from what was published',
    )
    .action(async (options: Options) => {
      const site = readSite(options);
      const { signing, galleries } = fleetKeys(site);
      const keys = { keyRing: signing.ring().version, groupKeys: galleries.ids() };
      const roster = new Roster();
      await withEvents(site, (events) => {
        for (const event of events.latest()) roster.heard(event);
      });
      const lines = (): readonly Line[] => roster.rows().map((row) => lineOf(row, roster, keys));
      await withTerminals(site, async (link) => {
        await link.listen(
          kinds.map((kind) => ({ kind })),
          (report) => roster.apply(report),
        );
        const live = process.stdout.isTTY && !options.once && !options.json && !options.check;
        if (options.json) print(JSON.stringify(lines(), null, 2));
        else if (!live) print(table(lines()));
        else await watch(() => table(lines()));
      });
      const faulty = lines().filter(({ online, drift }) => !online || drift.length > 0);
      if (options.check && faulty.length > 0) {
        throw new HardwareFault(
          'fleet.drift',
          `offline or out of date: ${faulty.map((line) => line.terminal).join(', ')}`,
          {
            remedy:
              'Check the terminals that are offline. For those that drift, run ostiary fleet push or ostiary fleet keys publish.',
          },
        );
      }
    });
}

interface Line {
  readonly terminal: string;
  readonly online: boolean;
  readonly version: string;
  /** Revision of the access policy; 0 if there is none. */
  readonly policy: number;
  readonly galleries: string;
  readonly drift: readonly string[];
  readonly door: string;
  readonly health: string;
  readonly lastEvent: string;
}

function lineOf(
  { terminal, online, info, door, health, lastEvent }: TerminalRow,
  roster: Roster,
  keys: Pick<Parameters<typeof driftOf>[1], 'keyRing' | 'groupKeys'>,
): Line {
  const galleries = (info?.galleries ?? []).map(({ group, revision, people }) => `${group} r${revision} (${people})`);
  const alarm = door && door.alarm !== 'none' ? ` ${door.alarm}!` : '';
  return {
    terminal,
    online,
    version: info?.version ?? '',
    policy: info?.policy ?? 0,
    galleries: galleries.join(', '),
    drift: info ? driftOf(info, { manifests: roster.manifests(), ...keys }) : [],
    door: door ? `${door.released ? 'RELEASED' : 'secured'} ${door.mode} ${door.contact}${alarm}` : '',
    health: health?.level ?? '',
    lastEvent: lastEvent ? `${lastEvent.kind} ${new Date(lastEvent.at).toISOString().slice(0, 19)}Z` : '',
  };
}

function table(lines: readonly Line[]): string {
  const cells = lines.map((line) => [
    line.terminal,
    line.online ? 'online' : 'OFFLINE',
    line.version,
    line.policy === 0 ? '-' : String(line.policy),
    line.galleries || '-',
    line.drift.join('; ') || '-',
    line.door || '-',
    line.health || '-',
    line.lastEvent || '-',
  ]);
  const rows = [
    ['TERMINAL', 'STATE', 'VERSION', 'POLICY', 'GALLERIES', 'DRIFT', 'DOOR', 'HEALTH', 'LAST EVENT'],
    ...cells,
  ];
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? [];
  const text = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const online = lines.filter((line) => line.online).length;
  return `${text.join('\n')}\n${online} of ${lines.length} terminals online`;
}

async function watch(render: () => string): Promise<void> {
  const signal = untilStopped();
  while (!signal.aborted) {
    // Clear the screen, then print.
    process.stdout.write(`\x1b[H\x1b[2J${render()}\n`);
    await pause(1000, undefined, { signal }).catch(() => undefined);
  }
}
