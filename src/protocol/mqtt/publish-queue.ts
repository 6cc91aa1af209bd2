import type { MqttClient } from 'mqtt';
import type { UplinkError } from '../../base/errors.js';
import { offline, refused } from './broker-fault.js';
import type { Outgoing } from './message.js';

interface Entry {
  readonly message: Outgoing;
  readonly resolve: () => void;
  readonly reject: (fault: unknown) => void;
}

/** More in flight brings nothing, and brokers close connections that exceed their "receive maximum" (Mosquitto: 20). */
const mostUnderWay = 16;

/** Sends messages to the broker in order, at QoS 1. Each one is settled: accepted, refused, or lost with the connection. */
export class PublishQueue {
  #client: MqttClient | undefined;
  #limit = mostUnderWay;
  #waiting: Entry[] = [];
  readonly #underWay = new Set<Entry>();

  start(client: MqttClient, receiveMaximum = mostUnderWay): void {
    this.#client = client;
    this.#limit = Math.min(mostUnderWay, receiveMaximum);
  }

  /** Rejects everything that the broker has not accepted. */
  stop(fault: UplinkError): void {
    this.#client = undefined;
    const open = [...this.#underWay, ...this.#waiting];
    this.#underWay.clear();
    this.#waiting = [];
    for (const { reject } of open) reject(fault);
  }

  add(message: Outgoing): Promise<void> {
    if (this.#client === undefined) return Promise.reject(offline());
    return new Promise((resolve, reject) => {
      this.#waiting.push({ message, resolve, reject });
      this.#send();
    });
  }

  #send(): void {
    const client = this.#client;
    while (client && this.#underWay.size < this.#limit) {
      const entry = this.#waiting.shift();
      if (entry === undefined) return;
      this.#underWay.add(entry);
      const { topic, payload, retain = false, responseTopic, correlation } = entry.message;
      const properties = {
        ...(responseTopic === undefined ? {} : { responseTopic }),
        ...(correlation === undefined ? {} : { correlationData: correlation }),
      };
      const v5 = client.options.protocolVersion === 5;
      client.publish(topic, payload, { qos: 1, retain, ...(v5 ? { properties } : {}) }, (error) => {
        // Already settled if the connection was lost meanwhile.
        if (!this.#underWay.delete(entry)) return;
        if (error) entry.reject(refused(`publishing to ${topic}: ${error.message}`, error));
        else entry.resolve();
        this.#send();
      });
    }
  }
}
