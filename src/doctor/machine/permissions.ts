import { statSync } from 'node:fs';
import { readText } from '../../platform/read-text.js';
import type { PermissionsReading, Place } from '../domain/permissions.js';

export function readPermissions(
  paths: { readonly config: string; readonly configFolder: string; readonly state: string },
  needed: readonly string[],
): PermissionsReading {
  const state = place(paths.state);
  const user = state.uid === undefined ? undefined : userOf(state.uid, readText('/etc/passwd'), readText('/etc/group'));
  return {
    config: place(paths.config),
    configFolder: place(paths.configFolder),
    state,
    ...(user === undefined ? {} : { user }),
    needed,
  };
}

function place(path: string): Place {
  const status = statSync(path, { throwIfNoEntry: false });
  return status === undefined ? { path } : { path, mode: status.mode & 0o777, uid: status.uid };
}

/** From the texts of passwd(5) and group(5). */
export function userOf(uid: number, passwd = '', group = ''): PermissionsReading['user'] {
  const entry = passwd
    .split('\n')
    .map((line) => line.split(':'))
    .find((fields) => Number(fields[2]) === uid && fields.length > 3);
  if (entry === undefined) return undefined;
  const [name = '', , , gid] = entry;
  const groups = group.split('\n').flatMap((line) => {
    const [label = '', , id, members = ''] = line.split(':');
    return id !== undefined && (id === gid || members.split(',').includes(name)) ? [label] : [];
  });
  return { uid, name, groups };
}
