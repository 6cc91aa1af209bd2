/** What a broker says of itself on connecting. */
export interface BrokerLimits {
  readonly retains: boolean;
  /** Longest packet in bytes that it takes; absent: any. */
  readonly mostPacket?: number;
}
