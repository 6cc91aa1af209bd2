import type { Clock } from '../base/clock.js';
import { type Millis, seconds } from '../base/units.js';
import { everyone } from '../protocol/domain/address.js';
import { addressed } from './ask-terminals.js';
import { type Arrival, awaitTerminals } from './await-terminals.js';
import { type Admission, hasChanged, isDue, lackedBy, nextVersion } from './domain/admission.js';
import type { FleetLink } from './ports/fleet-link.js';
import type { GalleryKeys } from './ports/gallery-keys.js';
import type { SigningKeys } from './ports/signing-keys.js';
import type { TerminalRegistry } from './ports/terminal-registry.js';
import type { TerminalRow } from './roster.js';

export interface DeliveryPlan {
  /** Who gets a delivery. */
  readonly due: readonly Admission[];
  /** Terminals whose public encryption key has changed since they were admitted; they get nothing. */
  readonly changed: readonly string[];
  /** Terminals without the key of a group that they are not admitted to; they get nothing. */
  readonly strangers: ReadonlyMap<string, readonly string[]>;
}

/** @param present id of the current key by group */
function planDelivery(
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

export interface DeliveryOptions {
  /** Only these terminals; undefined: all that are missing a key. */
  readonly only?: readonly string[];
  /** Where the root key is, when it is kept elsewhere. */
  readonly rootFile: string | undefined;
  readonly dryRun: boolean;
  readonly onPlan: (plan: DeliveryPlan) => void;
  readonly onArrival: (terminal: string) => void;
}

interface Dependencies {
  readonly registry: Pick<TerminalRegistry, 'admissions' | 'put'>;
  readonly link: Pick<FleetLink, 'listen' | 'publishGroupKeys'>;
  readonly signing: Pick<SigningKeys, 'root'>;
  readonly galleries: Pick<GalleryKeys, 'ids' | 'deliveryOf'>;
  readonly clock: Clock;
}

/** Time limit for connected terminals to take their keys. */
const deliverWithin: Millis = seconds(20);

/**
 * Gives admitted terminals the present keys of their groups, and waits until every connected one has them or refuses them. Undefined
 * where nothing was delivered.
 * @throws StoreError `keys.*`; UplinkError (rejects)
 */
export async function deliverKeys(
  { only, rootFile, dryRun, onPlan, onArrival }: DeliveryOptions,
  { registry, link, signing, galleries, clock }: Dependencies,
): Promise<Arrival | undefined> {
  const present = galleries.ids();
  const isMeant = (terminal: string): boolean => only?.includes(terminal) ?? true;
  const rows = (await addressed(everyone, { link })).filter(({ terminal }) => isMeant(terminal));
  const admissions = registry.admissions().filter(({ terminal }) => isMeant(terminal));
  const plan = planDelivery(admissions, rows, present);
  onPlan(plan);
  if (dryRun || plan.due.length === 0) return undefined;
  const root = signing.root(rootFile);
  const meant = new Map(plan.due.map((admission) => [admission.terminal, admission]));
  const keysOf = ({ groups }: Admission) => new Map([...present].filter(([group]) => groups.includes(group)));
  const give = async (): Promise<void> => {
    for (const admission of plan.due) {
      const { terminal, sealKey, delivered } = admission;
      const version = nextVersion(delivered, clock.wall());
      const keys = keysOf(admission);
      const delivery = { terminal, version, groups: [...keys.keys()] };
      // Published before it is written down: whoever is stopped in between delivers the same once more.
      await link.publishGroupKeys(terminal, await galleries.deliveryOf(delivery, sealKey, root));
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
    deliverWithin,
    onArrival,
    { link, clock },
  );
}
