import { createHash, type KeyObject } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import { CommandRejected } from '../../base/errors.js';
import { commandRules } from '../../protocol/domain/command.js';
import { type KeyRing, type Role, requireKey, type TrustedKey } from '../../protocol/domain/key-ring.js';
import type { Incoming } from '../../protocol/mqtt/message.js';
import { command, commandId } from '../../protocol/schemas/command.js';
import { eventAck, groupKeys, keyRing, manifest } from '../../protocol/schemas/documents.js';
import { parseJson } from '../../protocol/wire/bounded-json.js';
import {
  keyIdOf,
  type Purpose,
  parseSigned,
  publicKeyOf,
  rawPublicKey,
  requireSignature,
  type Signed,
} from '../../protocol/wire/jws.js';
import { type Inbound, isResponseTopic, payloadLimit } from '../../protocol/wire/topics.js';
import { type Bucket, take } from '../domain/token-bucket.js';
import type { RefusedMessage, ReplyTo, UplinkListener } from '../ports/uplink.js';

interface Dependencies {
  readonly site: string;
  readonly terminal: string;
  readonly rootKey: KeyObject;
  readonly keyRing: () => KeyRing;
  readonly clock: Clock;
  readonly listener: UplinkListener;
}

/** The topics that carry signed messages. */
export type Signable = Exclude<Inbound, { kind: 'chunk' | 'state' }>;

const bounds = { depth: 8, count: 20_000 };
/** Mode commands have separate budgets: a lockdown gets through, however much else is sent. */
const laneOf = (inbound: Signable): string => (inbound.kind === 'request' && inbound.command === 'mode' ? ' mode' : '');
const perKey = { burst: 10, perSecond: 1 };
/** Budget for messages without a valid signature: enough to help with setting up a site, too few to keep a terminal busy. */
const strangers = { burst: 20, perSecond: 2 };
/** Verifying takes about 0.2 ms on a Pi: this limit keeps the processor free for the door. */
const verifications = { burst: 100, perSecond: 100 };

/** Turns the bytes of a message into trusted content: checks limits, form, key, role and signature, in this order. */
export class InboundGate {
  readonly #deps: Dependencies;
  readonly #buckets = new Map<string, Bucket>();
  readonly #rootKeyId: string;
  #dropped = 0;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#rootKeyId = keyIdOf(rawPublicKey(deps.rootKey));
  }

  /** Messages dropped unread because there were too many. */
  dropped(): number {
    return this.#dropped;
  }

  /** Never throws: what cannot be believed is `refused`, or dropped and counted. @param inbound the message's topic */
  receive(inbound: Signable, message: Incoming): void {
    const replyTo = this.#replyTo(message);
    try {
      const limit = payloadLimit(inbound);
      if (message.payload.length > limit) throw tooLong(message.payload.length, limit);
      if (!this.#take(`verify${laneOf(inbound)}`, verifications)) {
        this.#dropped++;
        return;
      }
      this.#deliver(inbound, message, replyTo);
    } catch (fault) {
      if (!(fault instanceof CommandRejected)) throw fault;
      this.#refuse(inbound, message, fault, replyTo);
    }
  }

  #deliver(inbound: Signable, message: Incoming, replyTo: ReplyTo): void {
    const { listener, terminal } = this.#deps;
    const { payload } = message;
    switch (inbound.kind) {
      case 'keys': {
        const signed = this.#verifiedByRoot(payload, 'ostiary-keys');
        listener.keyRing(this.#mine(parseJson(signed.payload, keyRing, bounds)));
        return;
      }
      case 'groupKeys': {
        if (inbound.to !== terminal) return;
        const signed = this.#verifiedByRoot(payload, 'ostiary-group-keys');
        const delivery = this.#mine(parseJson(signed.payload, groupKeys, bounds));
        if (delivery.terminal === terminal) listener.groupKeys(delivery);
        return;
      }
      case 'manifest': {
        const { signed } = this.#verified(payload, 'ostiary-gallery', 'enroller');
        listener.manifest(parseJson(signed.payload, manifest, bounds), payload.toString('latin1'));
        return;
      }
      case 'eventAck': {
        if (inbound.to !== terminal) return;
        const { signed } = this.#verified(payload, 'ostiary-ack', 'collector');
        const ack = this.#mine(parseJson(signed.payload, eventAck, bounds));
        if (ack.terminal === terminal) listener.acknowledged(ack.epoch, ack.ranges);
        return;
      }
      case 'request': {
        if (message.retained) throw retained();
        const { signed, key } = this.#verified(payload, 'ostiary-command', commandRules[inbound.command].role);
        if (!this.#take(`key ${key.id}${laneOf(inbound)}`, perKey)) throw tooMany(key.id);
        const parsed = parseJson(signed.payload, command, bounds);
        if (parsed.command !== inbound.command || parsed.target !== inbound.to) throw misplaced(message.topic);
        const digest = createHash('sha256').update(payload).digest('hex');
        listener.command({ command: parsed, key, digest, replyTo });
        return;
      }
      default:
        inbound satisfies never;
    }
  }

  #verified(payload: Buffer, purpose: Purpose, role: Role): { readonly signed: Signed; readonly key: TrustedKey } {
    const signed = parseSigned(payload, purpose);
    const key = requireKey(this.#deps.keyRing(), signed.keyId, role, this.#deps.clock.wall());
    requireSignature(signed, publicKeyOf(Buffer.from(key.publicKey, 'base64url')));
    return { signed, key };
  }

  #verifiedByRoot(payload: Buffer, purpose: Purpose): Signed {
    const signed = parseSigned(payload, purpose);
    if (signed.keyId !== this.#rootKeyId) {
      throw new CommandRejected('key.not-root', `key ${signed.keyId} is not the root key, which must sign this`, {
        remedy: 'Sign keys with the root key; uplink.rootKeyFile names its public part.',
      });
    }
    requireSignature(signed, this.#deps.rootKey);
    return signed;
  }

  #mine<Message extends { readonly site: string }>(message: Message): Message {
    if (message.site === this.#deps.site) return message;
    throw new CommandRejected('command.target', `the message is for the site ${message.site}`, {
      remedy: 'Publish it on the topic of its own site.',
    });
  }

  #refuse(inbound: Signable, { payload }: Incoming, fault: CommandRejected, replyTo: ReplyTo): void {
    if (!this.#take('strangers', strangers)) {
      this.#dropped++;
      return;
    }
    const named = inbound.kind === 'request' ? { command: inbound.command, ...readable(payload) } : {};
    this.#deps.listener.refused({ kind: inbound.kind, ...named, fault, replyTo });
  }

  #replyTo({ responseTopic, correlation }: Incoming): ReplyTo {
    const { site, terminal } = this.#deps;
    const topic =
      responseTopic !== undefined && isResponseTopic(site, terminal, responseTopic) ? { topic: responseTopic } : {};
    return { ...topic, ...(correlation === undefined ? {} : { correlation }) };
  }

  #take(name: string, rules: Parameters<typeof take>[1]): boolean {
    const bucket = take(this.#buckets.get(name), rules, this.#deps.clock.monotonic());
    if (bucket) this.#buckets.set(name, bucket);
    return bucket !== undefined;
  }
}

/** The readable parts of a refused request, for the answer and the audit log; they may be forged. */
function readable(payload: Buffer): Pick<RefusedMessage, 'id' | 'key'> {
  try {
    const signed = parseSigned(payload.subarray(0, mostRead), 'ostiary-command');
    const { id } = parseJson(signed.payload, commandId, bounds);
    return { id, key: signed.keyId };
  } catch {
    return {};
  }
}

const mostRead = 16 * 1024;

function tooLong(bytes: number, limit: number): CommandRejected {
  return new CommandRejected('envelope.too-long', `the message has ${bytes} bytes, at most ${limit} are allowed`, {
    remedy: 'Send a smaller message: docs/protocol/PROTOCOL.md lists the limits.',
  });
}

function retained(): CommandRejected {
  return new CommandRejected('command.retained', 'a retained request is never carried out', {
    remedy: 'Publish requests without the retain flag. Clear this one with an empty retained message.',
  });
}

function tooMany(key: string): CommandRejected {
  return new CommandRejected('command.rate', `key ${key} sends too many commands`, {
    remedy: 'Wait a few seconds: a terminal accepts ten commands at once and one more per second.',
  });
}

function misplaced(topic: string): CommandRejected {
  return new CommandRejected('command.topic', `the command does not belong on ${topic}`.slice(0, 300), {
    remedy: 'Publish a command on the topic of its own target and command.',
  });
}
