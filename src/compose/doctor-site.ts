import { existsSync, statSync } from 'node:fs';
import { AuditReader } from '../audit/sqlite/audit-reader.js';
import { TerminalError } from '../base/errors.js';
import { silentLog } from '../base/log.js';
import type { SiteReading } from '../doctor/broker.js';
import type { KeyReading } from '../doctor/key.js';
import { probeBroker } from '../doctor/mqtt/probe-broker.js';
import { locateKeyFile, readKeyFile } from '../platform/key-file.js';
import { systemClock } from '../platform/system-clock.js';
import {
  readCertificate,
  readCredentials,
  readPassword,
  readPrivateKey,
  readRootKey,
} from '../protocol/mqtt/credentials.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import { identityOf } from '../uplink/identity.js';

/** The way to the broker, and what waits to go it; undefined where none is configured. */
export async function probeSite(config: TerminalConfig): Promise<SiteReading | undefined> {
  const { broker, protocol, username } = config.uplink;
  if (broker === undefined) return undefined;
  const reading = await probeBroker({
    broker,
    protocol,
    identity: identityOf(config),
    credentials: () => readCredentials(config.uplink),
    clock: systemClock(),
    log: silentLog,
    ...(username === undefined ? {} : { username }),
  });
  if (!existsSync(config.store.database)) return reading;
  const audit = new AuditReader(config.store.database);
  try {
    return { ...reading, waiting: audit.undelivered() };
  } finally {
    audit.close();
  }
}

/** What the group of a service may read, as `ssl-cert` does. */
const [nobodyElse, notOthers, notWritten] = [0o077, 0o037, 0o022];

/** Everything that the configuration names by path and that is to be kept from others, or from being changed by them. */
export function probeKeys({ store, uplink }: TerminalConfig): readonly KeyReading[] {
  const gallery = locateKeyFile(store.keyFile, process.env);
  const keys = [probeKey({ use: 'gallery key', forbidden: nobodyElse, ...gallery }, () => void readKeyFile(gallery))];
  const add = (use: string, path: string | undefined, forbidden: number, read: (path: string) => Date | undefined) => {
    if (path !== undefined) keys.push(probeKey({ use, path, forbidden, credential: false }, () => read(path)));
  };
  for (const { name, keyFile } of uplink.groups)
    add(`key of @${name}`, keyFile, nobodyElse, (path) => void readKeyFile({ path, credential: false }));
  if (uplink.broker === undefined) return keys;
  const certificate = (setting: string) => (path: string) => new Date(readCertificate(setting, path).first.validTo);
  add('root key', uplink.rootKeyFile, notWritten, (path) => void readRootKey(path));
  add('authority', uplink.caFile, notWritten, certificate('uplink.caFile'));
  add('certificate', uplink.certFile, notWritten, certificate('uplink.certFile'));
  add('private key', uplink.privateKeyFile, notOthers, (path) => void readPrivateKey(path));
  add('password', uplink.passwordFile, notOthers, (path) => void readPassword(path));
  return keys;
}

/** @param read tells until when it is valid, where it ends; throws where it cannot be used */
function probeKey(known: Omit<KeyReading, 'mode' | 'fault'>, read: () => Date | undefined): KeyReading {
  const mode = statSync(known.path, { throwIfNoEntry: false })?.mode;
  const found = { ...known, ...(mode === undefined ? {} : { mode: mode & 0o777 }) };
  try {
    const until = read();
    return until === undefined ? found : { ...found, validUntil: until.getTime() };
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const { code, message, remedy } = error;
    return { ...found, fault: { code, message, remedy } };
  }
}
