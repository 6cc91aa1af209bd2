import { createPublicKey } from 'node:crypto';
import type { Incoming } from '../../src/protocol/mqtt/message.js';
import { keyRing } from '../../src/protocol/schemas/documents.js';
import { parseSigned } from '../../src/protocol/wire/jws.js';
import { parseTopic } from '../../src/protocol/wire/topics.js';
import { InboundGate } from '../../src/uplink/mqtt/inbound.js';
import type { UplinkListener } from '../../src/uplink/ports/uplink.js';
import type { ManualClock } from './manual-clock.js';
import type { Site } from './site.js';

/** What a terminal of the site believes: the calls of its listener, and how often it refused with which code. */
export function gateOf(site: Site, clock: ManualClock) {
  const calls: string[] = [];
  const codes = new Map<string, number>();
  const note = (what: string) => () => void calls.push(what);
  const listener: UplinkListener = {
    connected: note('connected'),
    command: note('command'),
    keyRing: note('keyRing'),
    groupKeys: note('groupKeys'),
    manifest: note('manifest'),
    acknowledged: note('acknowledged'),
    refused: ({ fault }) => void codes.set(fault.code, (codes.get(fault.code) ?? 0) + 1),
  };
  const ring = keyRing.parse(JSON.parse(parseSigned(Buffer.from(site.keyRing(1)), 'ostiary-keys').payload.toString()));
  const rootKey = createPublicKey(site.root);
  const inbound = new InboundGate({ site: 'hq', terminal: 'door-1', rootKey, keyRing: () => ring, clock, listener });
  const receive = (message: Incoming): void => {
    const topic = parseTopic('hq', message.topic);
    if (topic !== undefined && topic.kind !== 'chunk' && topic.kind !== 'state') inbound.receive(topic, message);
  };
  return { calls, codes, gate: { receive } };
}
