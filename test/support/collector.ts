import { Panel, type Site } from './site.js';

/** Stores what comes by its sequence, and acknowledges it in batches, as a collector does. */
export class Collector {
  readonly stored = new Map<number, string>();
  readonly panel: Panel;
  duplicates = 0;
  #due = new Map<number, string>();
  readonly #timer: NodeJS.Timeout;

  constructor(port: number, site: Site) {
    this.panel = new Panel(port);
    void this.panel.listen('ostiary/v1/hq/+/event/+');
    this.panel.client.on('message', (topic, payload) => {
      if (topic.endsWith('/ack')) return;
      const { sequence, epoch, id } = JSON.parse(payload.toString());
      if (this.stored.has(sequence)) this.duplicates++;
      this.stored.set(sequence, id);
      this.#due.set(sequence, epoch);
    });
    this.#timer = setInterval(() => {
      const [due] = [this.#due];
      this.#due = new Map();
      const sequences = [...due.keys()].sort((a, b) => a - b);
      const [epoch] = due.values();
      for (let i = 0; i < sequences.length && epoch; i += 256) {
        const ack = site.ack(epoch, sequences.slice(i, i + 256));
        this.panel.publish('ostiary/v1/hq/door-1/event/ack', ack).catch(() => undefined);
      }
    }, 50);
  }

  close(): Promise<void> {
    clearInterval(this.#timer);
    return this.panel.close();
  }
}
