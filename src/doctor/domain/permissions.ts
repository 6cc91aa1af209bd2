import { type Finding, fail, ok, warn } from './finding.js';

export interface Place {
  readonly path: string;
  /** Absent if the path does not exist or cannot be examined. */
  readonly mode?: number;
  readonly uid?: number;
}

export interface PermissionsReading {
  readonly config: Place;
  readonly configFolder: Place;
  readonly state: Place;
  /** The owner of the state folder, which is the daemon's user. */
  readonly user?: { readonly uid: number; readonly name: string; readonly groups: readonly string[] };
  /** Groups required by the configured camera and door. */
  readonly needed: readonly string[];
}

export function judgePermissions({
  config,
  configFolder,
  state,
  user,
  needed,
}: PermissionsReading): readonly Finding[] {
  const findings: Finding[] = [];
  for (const { path, mode } of [config, configFolder]) {
    if (mode !== undefined && mode & 0o022) {
      findings.push(
        fail(
          `${path} can be written by others (mode ${octal(mode)})`,
          `Run: chmod go-w ${path}. Anyone who can write there decides who gets in.`,
        ),
      );
    }
  }
  if (state.mode === undefined) {
    findings.push(
      fail(
        `${state.path} does not exist`,
        'Start the daemon once, or create the folder and make the daemon’s user its owner.',
      ),
    );
  } else if (state.mode & 0o007) {
    findings.push(warn(`${state.path} is open to others (mode ${octal(state.mode)})`, `Run: chmod o= ${state.path}`));
  }
  const missing = user === undefined || user.uid === 0 ? [] : needed.filter((group) => !user.groups.includes(group));
  if (user && missing.length > 0) {
    findings.push(
      fail(
        `${user.name} is not in ${missing.join(', ')}`,
        `Run: usermod -aG ${missing.join(',')} ${user.name}, then restart the daemon.`,
      ),
    );
  }
  if (user?.uid === 0)
    findings.push(
      warn('the state folder belongs to root', 'Run the daemon as a separate user: see docs/operations.md.'),
    );
  return findings.length > 0
    ? findings
    : [ok(`${config.path} and ${state.path} are private to ${user?.name ?? 'their owner'}`)];
}

const octal = (mode: number): string => mode.toString(8);
