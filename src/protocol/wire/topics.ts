import { type Address, addressesOf, everyone, type Identity } from '../domain/address.js';
import { type CommandName, commandNames } from '../domain/command.js';

const root = 'ostiary/v1';
const kib = 1024;

/** What a terminal publishes. `$terminal` stands for `ostiary/v1/{site}/{terminal}`. */
export const topics = {
  state: (site: string, terminal: string) => `${root}/${site}/${terminal}/state`,
  info: (site: string, terminal: string) => `${root}/${site}/${terminal}/info`,
  door: (site: string, terminal: string) => `${root}/${site}/${terminal}/door`,
  health: (site: string, terminal: string) => `${root}/${site}/${terminal}/health`,
  visitor: (site: string, terminal: string) => `${root}/${site}/${terminal}/visitor`,
  event: (site: string, terminal: string, kind: string) => `${root}/${site}/${terminal}/event/${kind}`,
  eventAck: (site: string, terminal: string) => `${root}/${site}/${terminal}/event/ack`,
  request: (site: string, to: Address, command: string) => `${root}/${site}/${to}/request/${command}`,
  response: (site: string, terminal: string, command: string) => `${root}/${site}/${terminal}/response/${command}`,
  keys: (site: string) => `${root}/${site}/${everyone}/keys`,
  manifest: (site: string, group: string) => `${root}/${site}/@${group}/gallery/manifest`,
  chunk: (site: string, group: string, sha256: string) => `${root}/${site}/@${group}/gallery/chunk/${sha256}`,
  groupKeys: (site: string, terminal: string) => `${root}/${site}/${terminal}/gallery/keys`,
  galleryWanted: (site: string, terminal: string) => `${root}/${site}/${terminal}/gallery/wanted`,
  doctor: (site: string, to: Address, id: string) => `${root}/${site}/${to}/doctor/${id}`,
} as const;

/** The retained topics of a terminal and for it. */
export function retainedOf(site: string, terminal: string): readonly string[] {
  const { state, info, door, health, visitor, groupKeys } = topics;
  return [groupKeys, info, door, health, visitor, state].map((topic) => topic(site, terminal));
}

/** The subscriptions of a connected terminal. */
export function subscriptionsOf(identity: Identity): readonly string[] {
  const { site, terminal, groups } = identity;
  return [
    ...addressesOf(identity).map((address) => topics.request(site, address, '+')),
    topics.eventAck(site, terminal),
    topics.state(site, terminal),
    topics.keys(site),
    topics.groupKeys(site, terminal),
    ...groups.map((group) => topics.manifest(site, group)),
  ];
}

/** A parsed topic that terminals subscribe to. */
export type Inbound =
  | { readonly kind: 'request'; readonly to: Address; readonly command: CommandName }
  | { readonly kind: 'eventAck'; readonly to: Address }
  | { readonly kind: 'keys' }
  | { readonly kind: 'groupKeys'; readonly to: Address }
  | { readonly kind: 'manifest'; readonly group: string }
  | { readonly kind: 'chunk'; readonly group: string; readonly sha256: string }
  | { readonly kind: 'state'; readonly to: Address };

/** Maximum payload in bytes by kind of topic; longer ones are refused unread. */
export const payloadLimits: Readonly<Record<Inbound['kind'], number>> = {
  request: 16 * kib,
  eventAck: 16 * kib,
  keys: 64 * kib,
  groupKeys: 64 * kib,
  manifest: 512 * kib,
  chunk: 256 * kib,
  state: 1 * kib,
};

/** An enrolment carries about 1.1 MiB of photos or templates, base64-encoded three times. */
const enrolmentLimit = 2560 * kib;

/** No packet of the protocol is longer, topic and properties included. */
export const mostPacketBytes = enrolmentLimit + 4 * kib;

export function payloadLimit(inbound: Inbound): number {
  const carriesFace = inbound.kind === 'request' && ['enroll', 'replace'].includes(inbound.command);
  return carriesFace ? enrolmentLimit : payloadLimits[inbound.kind];
}

/** Undefined for a topic that is not ours. */
export function parseTopic(site: string, topic: string): Inbound | undefined {
  if (!topic.startsWith(`${root}/${site}/`)) return undefined;
  const [to = '', ...path] = topic.slice(root.length + site.length + 2).split('/');
  const [head, ...rest] = path;
  const [first = '', second = ''] = rest;
  switch (`${head}/${rest.length}`) {
    case 'request/1':
      return isCommand(first) ? { kind: 'request', to, command: first } : undefined;
    case 'event/1':
      return first === 'ack' ? { kind: 'eventAck', to } : undefined;
    case 'keys/0':
      return to === everyone ? { kind: 'keys' } : undefined;
    case 'state/0':
      return { kind: 'state', to };
    case 'gallery/1':
      if (first === 'keys' && !to.startsWith('@')) return { kind: 'groupKeys', to };
      return first === 'manifest' && to.startsWith('@') ? { kind: 'manifest', group: to.slice(1) } : undefined;
    case 'gallery/2':
      return first === 'chunk' && to.startsWith('@')
        ? { kind: 'chunk', group: to.slice(1), sha256: second }
        : undefined;
    default:
      return undefined;
  }
}

function isCommand(word: string): word is CommandName {
  return (commandNames as readonly string[]).includes(word);
}

/** Whether an answer may go there: a request must not make a terminal publish anywhere else. */
export function isResponseTopic(site: string, terminal: string, topic: string): boolean {
  const within = [`${root}/${site}/${terminal}/response/`, `${root}/${site}/reply/`];
  return topic.length <= 256 && !/[+#\0]/.test(topic) && within.some((prefix) => topic.startsWith(prefix));
}
