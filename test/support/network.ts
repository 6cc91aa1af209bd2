import { connect, createServer, type Server, type Socket } from 'node:net';
import { freePort } from './mosquitto.js';

/** A way to a port that can swallow every byte, as a cut cable does: nobody is told. */
export class Network {
  readonly port: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #cut = false;

  private constructor(port: number, to: number) {
    this.port = port;
    this.#server = createServer((near) => {
      const far = connect(to, '127.0.0.1');
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        this.#sockets.add(one);
        one.on('data', (bytes) => this.#cut || other.write(bytes));
        one.on('close', () => this.#cut || other.destroy());
        one.on('error', () => undefined);
      }
    }).listen(port, '127.0.0.1');
  }

  static async to(port: number): Promise<Network> {
    return new Network(await freePort(), port);
  }

  cut(): void {
    this.#cut = true;
  }

  /** What was under way when it was cut stays lost. */
  mend(): void {
    this.#cut = false;
    for (const socket of this.#sockets) socket.destroy();
    this.#sockets.clear();
  }

  close(): void {
    this.mend();
    this.#server.close();
  }
}
