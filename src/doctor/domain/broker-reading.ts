import type { TerminalError } from '../../base/errors.js';
import type { BrokerLimits } from '../../protocol/domain/broker-limits.js';

type Fault = Pick<TerminalError, 'code' | 'message' | 'remedy'>;

/** Results of the steps to reach the broker, up to the first that failed. Plain JSON, without credentials. */
export interface BrokerReading {
  readonly broker: string;
  readonly addresses?: readonly string[];
  /** Time until the port answered. */
  readonly tcpMs?: number;
  readonly tls?: CertificateReading;
  readonly access?: AccessReading;
  /** Why the last step failed. */
  readonly fault?: Fault;
}

export interface CertificateReading {
  readonly protocol: string;
  readonly issuer: string;
  /** Names in the certificate: `DNS:broker.example, IP Address:192.0.2.7`. */
  readonly names: string;
  /** Milliseconds since 1970. */
  readonly validUntil: number;
  readonly chainFault?: Fault;
  readonly nameFault?: Fault;
}

/** What the broker allows this terminal to do. */
export interface AccessReading {
  readonly protocol: '5' | '3.1.1';
  readonly connectMs: number;
  /** Necessary rights that are missing: `read ostiary/v1/…`. */
  readonly refused: readonly string[];
  /** Topics of other terminals that it could read or write. */
  readonly foreign: readonly string[];
  /** Retained documents of the site that did not arrive: not published, or not readable. */
  readonly missing: readonly string[];
  /** Time until a message to itself came back; absent if it did not. */
  readonly roundTripMs?: number;
  readonly limits: BrokerLimits;
}
