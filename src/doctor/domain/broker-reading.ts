import type { TerminalError } from '../../base/errors.js';
import type { BrokerLimits } from '../../protocol/domain/broker-limits.js';

type Fault = Pick<TerminalError, 'code' | 'message' | 'remedy'>;

/** What was seen of a broker on the way to it, as far as the way went. Plain JSON, without credentials. */
export interface BrokerReading {
  readonly broker: string;
  readonly addresses?: readonly string[];
  /** Until the port answered. */
  readonly tcpMs?: number;
  readonly tls?: CertificateReading;
  readonly access?: AccessReading;
  /** What ended the way. */
  readonly fault?: Fault;
}

export interface CertificateReading {
  readonly protocol: string;
  readonly issuer: string;
  /** As the certificate has it: `DNS:broker.example, IP Address:192.0.2.7`. */
  readonly names: string;
  /** Milliseconds since 1970. */
  readonly validUntil: number;
  readonly chainFault?: Fault;
  readonly nameFault?: Fault;
}

/** What the broker lets this terminal do. */
export interface AccessReading {
  readonly protocol: '5' | '3.1.1';
  readonly connectMs: number;
  /** What it must be allowed to do and is not: `read ostiary/v1/…`. */
  readonly refused: readonly string[];
  /** What of other terminals it could read or write. */
  readonly foreign: readonly string[];
  /** Retained documents of the site that did not come: not published, or not to be read. */
  readonly missing: readonly string[];
  /** Until a message to itself came back; absent when it did not. */
  readonly roundTripMs?: number;
  readonly limits: BrokerLimits;
}
