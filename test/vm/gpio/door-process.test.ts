import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gpioSimMissing, type SimulatedChip, simulateChip, wires } from './gpio-sim.js';

const script = fileURLToPath(new URL('held-door.mjs', import.meta.url));
const built = process.env.OSTIARY_DIST ?? fileURLToPath(new URL('../../../dist', import.meta.url));
const skip = gpioSimMissing() ?? (existsSync(built) ? undefined : 'dist is not built');
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));
const patience = { timeout: 5000, interval: 2 };

describe.skipIf(skip !== undefined)(`the door loop as a process on gpio-sim${skip ? ` (skipped: ${skip})` : ''}`, () => {
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
    const child = spawn(process.execPath, [script, adapter, chip.label, mode], { stdio: ['ignore', 'pipe', 'inherit'] });
    door = child;
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => Promise.reject(new Error('exited')))]);
    return child;
  };

  it.each(['gpio', 'onoff'])('%s: REX releases within 50 ms (p95), and the door relocks', async (adapter) => {
    await start(adapter);
    const latencies: number[] = [];
    for (let i = 0; i < 60; i++) {
      await sleep(7 + ((i * 7) % 13));
      const pressed = performance.now();
      chip.pull(wires.rex, false);
      while (!coil() && performance.now() - pressed < 2000) await sleep(0.5);
      latencies.push(performance.now() - pressed);
      chip.pull(wires.rex, true);
      await expect.poll(coil, patience).toBe(false);
    }
    latencies.sort((a, b) => a - b);
    const at = (share: number) => latencies[Math.floor(latencies.length * share)] ?? Number.POSITIVE_INFINITY;
    console.log(
      `${adapter}: press to coil, 5 ms debounce: p50 ${at(0.5).toFixed(1)} p95 ${at(0.95).toFixed(1)} max ${at(0.999).toFixed(1)} ms`,
    );
    expect(at(0.95)).toBeLessThan(50);
  }, 120_000);

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
