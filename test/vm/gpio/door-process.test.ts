import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { needs } from '../../support/needs.js';
import { type SimulatedChip, simulateChip, wires } from './gpio-sim.js';

const script = fileURLToPath(new URL('held-door.mjs', import.meta.url));
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const presses = 40;
const patience = { timeout: 5000, interval: 2 };

function quantiles(values: readonly number[]): string {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(1);
  return `p50 ${at(0.5)} p95 ${at(0.95)} max ${at(1)} ms`;
}

/** The lines that a child will have printed. */
function listen({ stdout }: ChildProcess): readonly string[] {
  const lines: string[] = [];
  stdout?.on('data', (text: Buffer) => lines.push(...String(text).trim().split('\n')));
  return lines;
}

needs('gpioSimulator', 'build').describe('the door loop as a process on gpio-sim', () => {
  let chip: SimulatedChip;
  let door: ChildProcess | undefined;

  beforeEach(() => {
    chip = simulateChip();
    chip.pull(wires.relay, true);
    chip.pull(wires.rex, true);
    chip.pull(wires.contact, false);
  });
  afterEach(async () => {
    if (door && door.exitCode === null && door.signalCode === null) {
      door.kill('SIGKILL');
      await once(door, 'exit');
    }
    chip.remove();
  });

  const coil = () => !chip.level(wires.relay);
  const start = async (adapter: string, mode = '') => {
    const child = spawn(process.execPath, [script, adapter, chip.label, mode], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    door = child;
    await Promise.race([
      once(child.stdout, 'data'),
      once(child, 'exit').then(() => Promise.reject(new Error('exited'))),
    ]);
    return child;
  };

  it.each(['gpio', 'onoff'])(
    '%s: REX releases, and the door relocks',
    async (adapter) => {
      const child = await start(adapter);
      const said = listen(child);
      const seen: number[] = [];
      for (let i = 0; i < presses; i++) {
        await sleep(7 + ((i * 7) % 13));
        const pressed = performance.now();
        chip.pull(wires.rex, false);
        while (!coil() && performance.now() - pressed < 5000) await sleep(1);
        expect(coil()).toBe(true);
        seen.push(performance.now() - pressed);
        chip.pull(wires.rex, true);
        await expect.poll(coil, patience).toBe(false);
      }
      const told = said.flatMap((line) => (/^door\.released \d/.test(line) ? [Number(line.split(' ')[1])] : []));
      // Figures, not limits: the machine is virtual, with one processor, and its host is shared.
      console.log(`${adapter}: debounced edge to relay driven: ${quantiles(told)}`);
      console.log(`${adapter}: press to coil, debounce of 5 ms included, seen from outside: ${quantiles(seen)}`);
      expect(told).toHaveLength(presses);
    },
    120_000,
  );

  it.each(['gpio', 'onoff'])(
    '%s: a door that is forced, and one that is held open, raise an alarm',
    async (adapter) => {
      const said = listen(await start(adapter));
      const told = (kind: string) => expect.poll(() => said.some((line) => line.startsWith(kind)), patience).toBe(true);
      const forced = performance.now();
      chip.pull(wires.contact, true);
      await told('door.forcedOpen');
      console.log(`${adapter}: contact opened to alarm: ${(performance.now() - forced).toFixed(1)} ms`);
      chip.pull(wires.contact, false);
      await told('door.alarmCleared');
      chip.pull(wires.rex, false);
      await expect.poll(coil, patience).toBe(true);
      chip.pull(wires.rex, true);
      chip.pull(wires.contact, true);
      await expect.poll(coil, patience).toBe(false);
      expect(said.filter((line) => line.startsWith('door.forcedOpen'))).toHaveLength(1);
      await told('door.heldOpen');
    },
  );

  it('gpio: SIGKILL lets the coil fall off', async () => {
    const child = await start('gpio', 'unlocked');
    await expect.poll(coil, patience).toBe(true);
    const killed = performance.now();
    child.kill('SIGKILL');
    while (coil() && performance.now() - killed < 5000) await sleep(0.5);
    console.log(`gpio: SIGKILL to coil off: ${(performance.now() - killed).toFixed(1)} ms`);
    expect(coil()).toBe(false);
  });

  it('gpio: SIGSTOP keeps the coil on, which only the watchdog of the unit ends', async () => {
    const child = await start('gpio', 'unlocked');
    child.kill('SIGSTOP');
    await sleep(1500);
    expect(coil()).toBe(true);
    child.kill('SIGKILL');
    await expect.poll(coil, patience).toBe(false);
  });

  it('onoff: SIGKILL keeps the coil on; the next start secures it', async () => {
    const child = await start('onoff', 'unlocked');
    child.kill('SIGKILL');
    await once(child, 'exit');
    await sleep(300);
    expect(coil()).toBe(true);
    const next = await start('onoff');
    expect(coil()).toBe(false);
    next.kill('SIGTERM');
    await once(next, 'exit');
  });

  it.each([
    ['gpio', 'SIGTERM'],
    ['onoff', 'SIGTERM'],
    ['gpio', 'SIGINT'],
  ] as const)('%s: %s ends the process at once, the door secured', async (adapter, signal) => {
    const child = await start(adapter, signal === 'SIGTERM' ? 'unlocked' : 'normal');
    const asked = performance.now();
    child.kill(signal);
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    expect(performance.now() - asked).toBeLessThan(5000);
    expect(coil()).toBe(false);
  });
});
