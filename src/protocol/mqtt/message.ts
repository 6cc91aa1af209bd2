export interface Outgoing {
  readonly topic: string;
  readonly payload: string | Buffer;
  readonly retain?: boolean;
  readonly responseTopic?: string;
  readonly correlation?: Buffer;
}

export interface Incoming {
  readonly topic: string;
  readonly payload: Buffer;
  readonly retained: boolean;
  readonly responseTopic?: string;
  readonly correlation?: Buffer;
}
