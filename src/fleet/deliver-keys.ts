import type { Clock } from '../base/clock.js';
import type { Millis } from '../base/units.js';
import { type Arrival, awaitTerminals } from './await-terminals.js';
import { type Admission, hasChanged, isDue, lackedBy, nextVersion } from './domain/admission.js';
import type { SiteLink } from './ports/site-link.js';
import type { TerminalRegistry } from './ports/terminal-registry.js';
import type { TerminalRow } from './roster.js';

export interface DeliveryPlan {
  /** Who gets a delivery. */
  readonly due: readonly Admission[];
  /** Terminals that show another seal key than the one with which they were admitted; they get nothing. */
  readonly changed: readonly string[];
  /** Terminals that lack the key of a group to which they are not admitted; they get nothing. */
  readonly strangers: ReadonlyMap<string, readonly string[]>;
}

/** @param present id of the present key by group */
export function planDelivery(
  admissions: readonly Admission[],
  rows: readonly TerminalRow[],
  present: ReadonlyMap<string, string>,
): DeliveryPlan {
  const told = new Map(rows.flatMap(({ terminal, info }) => (info ? [[terminal, info] as const] : [])));
  const admitted = new Map(admissions.map((admission) => [admission.terminal, admission]));
  const isChanged = (admission: Admission): boolean => {
    const info = told.get(admission.terminal);
    return info !== undefined && hasChanged(admission, info.sealKey);
  };
  const strange = [...told].map(([terminal, info]) => {
    const groups = admitted.get(terminal)?.groups ?? [];
    return [terminal, lackedBy(info, present).filter((group) => !groups.includes(group))] as const;
  });
  return {
    due: admissions.filter((one) => !isChanged(one) && isDue(one, told.get(one.terminal), present)),
    changed: admissions.filter(isChanged).map(({ terminal }) => terminal),
    strangers: new Map(strange.filter(([, groups]) => groups.length > 0)),
  };
}

interface Dependencies {
  readonly registry: Pick<TerminalRegistry, 'put'>;
  readonly link: Pick<SiteLink, 'listen' | 'publishGroupKeys'>;
  readonly clock: Clock;
  /** The keys of these groups, sealed for the terminal and signed. */
  readonly seal: (admission: Admission, version: number, groups: readonly string[]) => Promise<string>;
}

/**
 * Delivers, and waits until every connected terminal has its keys or refuses them. Published before it is written down: whoever is
 * stopped in between delivers the same once more.
 * @throws UplinkError, StoreError (rejects)
 */
export function deliverKeys(
  due: readonly Admission[],
  present: ReadonlyMap<string, string>,
  within: Millis,
  onArrival: (terminal: string) => void,
  { registry, link, clock, seal }: Dependencies,
): Promise<Arrival> {
  const meant = new Map(due.map((admission) => [admission.terminal, admission]));
  const keysOf = ({ groups }: Admission) => new Map([...present].filter(([group]) => groups.includes(group)));
  const give = async (): Promise<void> => {
    for (const admission of due) {
      const version = nextVersion(admission.delivered, clock.wall());
      const keys = keysOf(admission);
      await link.publishGroupKeys(admission.terminal, await seal(admission, version, [...keys.keys()]));
      registry.put({ ...admission, delivered: { version, keys: Object.fromEntries(keys) } });
    }
  };
  return awaitTerminals(
    {
      isMeant: ({ terminal }) => meant.has(terminal),
      has: (info, terminal) => lackedBy(info, keysOf(meant.get(terminal) as Admission)).length === 0,
      refusal: ({ kind, facts }) =>
        kind === 'command.refused' && facts.message === 'groupKeys' ? String(facts.code) : undefined,
      give,
    },
    within,
    onArrival,
    { link, clock },
  );
}
