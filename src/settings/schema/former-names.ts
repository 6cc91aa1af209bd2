/** A setting that an earlier format called differently. */
interface Renamed {
  readonly name: string;
  /** The value that means the same now; an unknown value stays for validation to report. */
  readonly value: <Value>(before: Value) => Value | string;
}

/**
 * By former name. Files are migrated; this is for what states no format: variables of the environment, orders of a site, and what a terminal
 * keeps of those.
 */
const renamed: ReadonlyMap<string, Renamed> = new Map([
  ['liveness.policy', { name: 'liveness.level', value: (before) => (before === 'required' ? 'standard' : before) }],
]);

/** The present name of a setting; undefined if it never had another. */
export const presentName = (former: string): string | undefined => renamed.get(former)?.name;

/** Former keys within a section. */
export function formerKeysAt(path: readonly string[]): readonly string[] {
  const section = path.map((key) => `${key}.`).join('');
  const names = [...renamed.keys()].filter((name) => name.startsWith(section));
  return names.map((name) => name.slice(section.length)).filter((key) => !key.includes('.'));
}

/** Name and value of a setting as they are written now. */
export function presentSetting<Value>(name: string, value: Value): readonly [string, Value | string] {
  const now = renamed.get(name);
  return now === undefined ? [name, value] : [now.name, now.value(value)];
}

/** The same settings as they are written now; a former name beside the present one stays, and so is reported as unknown. */
export function presentSettings<Value>(
  settings: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value | string>> {
  return Object.fromEntries(
    Object.entries(settings).map(([name, value]) => {
      const [now, meant] = presentSetting(name, value);
      return now !== name && Object.hasOwn(settings, now) ? [name, value] : [now, meant];
    }),
  );
}
