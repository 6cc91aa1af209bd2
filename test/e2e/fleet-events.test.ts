import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fleetAt, type TestFleet } from '../support/fleet.js';
import { Mosquitto } from '../support/mosquitto.js';
import { needs } from '../support/needs.js';
import { type TestTerminal, until } from '../support/terminal.js';
import { terminalAt } from '../support/uplink-terminal.js';

/** What a command that runs on has written so far. */
function following(command: ReturnType<TestFleet['start']>) {
  const said = { out: '', err: '' };
  command.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  command.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const end = async (): Promise<unknown> => {
    const ended = once(command, 'exit');
    command.kill('SIGINT');
    return (await ended)[0];
  };
  return { said, end };
}

needs('mosquitto').describe(`what ostiary fleet events tells`, { timeout: 60_000 }, () => {
  let broker: Mosquitto;
  let fleet: TestFleet;
  let terminals: readonly TestTerminal[];
  let daemons: readonly ReturnType<TestTerminal['daemon']>[];
  const unlock = async (door: string): Promise<void> => {
    expect(await fleet.run('unlock', door)).toMatchObject({ status: 0 });
  };

  beforeAll(async () => {
    broker = await Mosquitto.start();
    terminals = [await terminalAt(broker), await terminalAt(broker, '', 'door-2')];
    fleet = await fleetAt(broker);
    for (const terminal of terminals) fleet.provision(terminal);
    daemons = terminals.map((terminal) => terminal.daemon());
    fleet.start('collect');
    const online = async () => (await fleet.run('status', '--once')).stdout.includes('2 of 2 terminals online');
    while (!(await online())) await new Promise((done) => setTimeout(done, 200));
  }, 120_000);
  afterAll(async () => {
    for (const { child, exited } of daemons) {
      child.kill('SIGKILL');
      await exited;
    }
    await broker.remove();
    for (const terminal of terminals) terminal.remove();
    fleet.remove();
  });

  it('follows what happens, of a terminal or a kind if asked to, and goes on when the broker is back', async () => {
    const all = following(fleet.start('events', '--follow'));
    const one = following(fleet.start('events', '-f', '--terminal', 'door-2', '--export', 'jsonl'));
    const doors = following(fleet.start('events', '-f', '--kind', 'door.', '--export', 'csv'));
    await until(() => [all, one, doors].every(({ said }) => said.err.includes('waiting for new events')));
    await unlock('door-1');
    await unlock('door-2');
    const told = () => all.said.out.split('\n').filter((line) => / door-[12] #\d+ door\.released /.test(line));
    await until(() => told().length >= 2);
    expect(told()[0]).toMatch(/^20[\d-]+T[\d:.]+Z door-1 #\d+ door\.released .*cause=remote/);
    await until(() => one.said.out.includes('door.secured'));
    const events = one.said.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(new Set(events.map(({ terminal }) => terminal))).toEqual(new Set(['door-2']));
    await until(() => doors.said.out.includes('door-2'));
    expect(doors.said.out).not.toMatch(/command\.|keys\./);

    await broker.kill();
    await until(() => all.said.err.includes('not connected to the broker'));
    await broker.start();
    await until(() => all.said.err.includes('connected to the broker'), 40_000);
    const before = all.said.out.length;
    const again = async (): Promise<boolean> => (await fleet.run('unlock', 'door-1')).status === 0;
    while (!(await again())) await new Promise((done) => setTimeout(done, 500));
    await until(() => all.said.out.slice(before).includes('door.released'));
    expect(await Promise.all([all, one, doors].map(({ end }) => end()))).toEqual([0, 0, 0]);
    const ids = events.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('exports what was collected, whole or in part', async () => {
    const exported = async (...words: string[]) => {
      const { status, stdout } = await fleet.run('events', '--export', ...words);
      expect(status).toBe(0);
      return stdout.trimEnd().split('\n');
    };
    const jsonl = (await exported('jsonl')).map((line) => JSON.parse(line));
    expect(new Set(jsonl.map(({ terminal }) => terminal))).toEqual(new Set(['door-1', 'door-2']));
    const times = jsonl.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    const [head, ...rows] = await exported('csv');
    expect(head).toBe('at,terminal,epoch,sequence,kind,clock_trusted,historical,id,facts');
    expect(rows.length).toBeGreaterThanOrEqual(jsonl.length);
    const released = jsonl.filter(({ kind }) => kind === 'door.released');
    const [first] = released;
    const from = new Date(first.at).toISOString();
    expect((await exported('jsonl', '--kind', 'door.released', '--since', from)).length).toBeGreaterThanOrEqual(
      released.length,
    );
    expect(await exported('jsonl', '--until', from, '--kind', 'door.released')).toEqual(['']);
    expect(await exported('csv', '--terminal', 'door-9')).toEqual([head]);
    const newest = await fleet.run('events', '-n', '1', '--kind', 'door.released');
    expect(newest.stdout).toMatch(/^20\S+ door-[12] #\d+ door\.released [^\n]*\n$/);
  });

  it('ends quietly when nobody reads on, and says what it cannot do', async () => {
    const reader = fleet.start('events', '--export', 'jsonl');
    reader.stdout.destroy();
    expect((await once(reader, 'exit'))[0]).toBe(0);
    expect(await fleet.run('events', '-f', '--since', '2026-12-01')).toMatchObject({
      status: 64,
      stderr: expect.stringContaining('--follow'),
    });
    expect(await fleet.run('events', '--since', 'yesterday')).toMatchObject({ status: 64 });
    expect(await fleet.run('events', '-n', 'all')).toMatchObject({ status: 64 });
    expect(await fleet.run('events', '--export', 'xml')).toMatchObject({ status: 64 });
  });
});
