import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock } from '../../base/clock.js';
import { UplinkError } from '../../base/errors.js';
import type { Log } from '../../base/log.js';
import { everyone, type Identity } from '../../protocol/domain/address.js';
import type { BrokerLimits } from '../../protocol/domain/broker-limits.js';
import { BrokerConnection, type BrokerSettings } from '../../protocol/mqtt/connection.js';
import { mostPacketBytes, subscriptionsOf, topics } from '../../protocol/wire/topics.js';
import type { AccessReading } from '../domain/broker-reading.js';

export interface AccessProbe extends Pick<BrokerSettings, 'broker' | 'tls' | 'username' | 'password' | 'protocol'> {
  readonly identity: Identity;
  readonly clock: Clock;
  readonly log: Log;
}

const connectWithin = 20_000;
const echoWithin = 5000;

/**
 * Connects like the terminal, in parallel to it, and finds out what the broker allows: by reason codes, and by what arrives, since some
 * brokers grant every subscription and then send nothing. Writes only to `…/doctor/…`, where nobody listens. @throws UplinkError (rejects)
 * if there is no connection
 */
export async function probeAccess({ identity, clock, log, ...broker }: AccessProbe): Promise<AccessReading> {
  const { site, terminal, groups } = identity;
  const id = randomUUID();
  const seen = new Set<string>();
  let limits: BrokerLimits = { retains: true };
  const connection = new BrokerConnection({
    // Using the terminal's own client id would end the terminal's connection.
    settings: { ...broker, clientId: `ostiary-doctor-${id}`, sessionExpiry: 0, mostPacket: mostPacketBytes },
    clock,
    log,
    onConnect: (told) => {
      limits = told;
    },
    onMessage: ({ topic }) => seen.add(topic),
    random: () => 0,
  });
  try {
    const connectMs = await connect(connection);
    const refused: string[] = [];
    const may = async (what: 'read' | 'write', topic: string): Promise<boolean> => {
      const done = what === 'read' ? connection.subscribe([topic]) : connection.publish({ topic, payload: id });
      return done.then(
        () => true,
        (error: unknown) => {
          if (error instanceof UplinkError && error.code === 'uplink.refused') return false;
          throw error;
        },
      );
    };
    const must = async (what: 'read' | 'write', topic: string): Promise<void> => {
      if (!(await may(what, topic))) refused.push(`${what} ${topic}`);
    };
    for (const topic of subscriptionsOf(identity)) await must('read', topic);
    for (const group of groups) await must('read', topics.chunk(site, group, id));

    const others = [topics.doctor(site, `doctor-${id}`, id), topics.doctor(site, everyone, id)];
    const foreign: string[] = [];
    await may('read', topics.state(site, '+'));
    for (const topic of others) {
      await may('read', topic);
      // In MQTT 3.1.1 a broker cannot refuse a publication.
      if ((await may('write', topic)) && connection.protocol() === '5') foreign.push(`write ${topic}`);
    }
    const own = topics.doctor(site, terminal, id);
    await must('read', own);
    const begun = performance.now();
    await must('write', own);
    await until(() => seen.has(own), echoWithin);
    const roundTripMs = seen.has(own) ? Math.round((performance.now() - begun) * 10) / 10 : undefined;

    const state = topics.state(site, terminal);
    const read = [...seen].filter((topic) => others.includes(topic) || (topic.endsWith('/state') && topic !== state));
    const documents = [topics.keys(site), ...groups.map((group) => topics.manifest(site, group))];
    return {
      protocol: connection.protocol(),
      connectMs,
      refused,
      foreign: [...foreign, ...read.map((topic) => `read ${topic}`)],
      missing: documents.filter((topic) => !seen.has(topic)),
      ...(roundTripMs === undefined ? {} : { roundTripMs }),
      limits,
    };
  } finally {
    await connection.close();
  }
}

async function connect(connection: BrokerConnection): Promise<number> {
  const begun = performance.now();
  connection.start();
  // A lost connection may mean that the broker only supports 3.1.1, which is tried next.
  const hopeless = () => ![undefined, 'uplink.lost'].includes(connection.fault()?.code);
  await until(() => connection.connected() || hopeless(), connectWithin);
  if (!connection.connected()) {
    const silent = new UplinkError('uplink.silent', 'the port answers, but not with MQTT', {
      remedy: 'Check the port in uplink.broker, and restart the broker if it hangs.',
    });
    throw connection.fault() ?? silent;
  }
  return Math.round((performance.now() - begun) * 10) / 10;
}

async function until(condition: () => boolean, within: number): Promise<void> {
  for (const end = performance.now() + within; !condition() && performance.now() < end; ) await pause(10);
}
