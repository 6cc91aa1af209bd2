import { join } from 'node:path';
import { fleetAt, type TestFleet } from './fleet.js';
import { Mosquitto } from './mosquitto.js';
import { Panel } from './site.js';
import { type TestTerminal, until } from './terminal.js';
import { takeDown, terminalAt } from './uplink-terminal.js';

interface Disk {
  unmount(): void;
}

/** A terminal of the site `hq` whose data lie on a disk of their own, with its site and broker. */
export class TerminalOnDisk<Kind extends Disk> {
  readonly fleet: TestFleet;
  readonly panel: Panel;
  /** Undefined where none may be mounted. */
  readonly disk: Kind | undefined;
  daemon: ReturnType<TestTerminal['daemon']>;
  readonly #broker: Mosquitto;
  readonly #terminal: TestTerminal;

  private constructor(broker: Mosquitto, terminal: TestTerminal, fleet: TestFleet, panel: Panel, disk?: Kind) {
    this.#broker = broker;
    this.#terminal = terminal;
    this.fleet = fleet;
    this.panel = panel;
    this.disk = disk;
    this.daemon = terminal.daemon();
  }

  /** Resolves once the terminal obeys the site and has stored all that it had to tell of its start. */
  static async start<Kind extends Disk>(
    mount: (folder: string, terminal: TestTerminal) => Kind | undefined,
  ): Promise<TerminalOnDisk<Kind>> {
    const broker = await Mosquitto.start();
    const terminal = await terminalAt(broker);
    const disk = mount(join(terminal.folder, 'data'), terminal);
    const fleet = await fleetAt(broker);
    fleet.provision(terminal);
    const panel = new Panel(broker.port);
    await panel.listen('ostiary/v1/hq/#');
    const started = new TerminalOnDisk(broker, terminal, fleet, panel, disk);
    await until(() => panel.on('door-1/info').at(-1)?.keyRing === (1 as never));
    // The last event of its start: one still being written when the disk stops would lock the next command out of the database.
    await until(() => panel.on('event/keys.changed').length > 0);
    return started;
  }

  /** As the site was told last. */
  mode(): unknown {
    return this.panel.on('door-1/door').at(-1)?.mode;
  }

  /** Commands that the site was told to be accepted. */
  accepted(): readonly string[] {
    return this.panel
      .on('event/command.accepted')
      .map(({ facts }) => (facts as unknown as { command: string }).command);
  }

  /** The terminal's command line. */
  ostiary(...words: readonly string[]) {
    return this.#terminal.ostiary(...words);
  }

  /** Kills the daemon, forgets what the site was told, and starts another. */
  async restart(): Promise<void> {
    this.daemon.child.kill('SIGKILL');
    await this.daemon.exited;
    this.panel.messages.length = 0;
    this.daemon = this.#terminal.daemon();
  }

  async remove(): Promise<void> {
    this.daemon.child.kill('SIGKILL');
    await this.daemon.exited;
    this.disk?.unmount();
    await takeDown({ daemon: this.daemon, panel: this.panel, broker: this.#broker, terminal: this.#terminal });
    this.fleet.remove();
  }
}
