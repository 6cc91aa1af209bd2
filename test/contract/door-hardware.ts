import { afterEach, beforeEach, expect, it } from 'vitest';
import { HardwareFault } from '../../src/base/errors.js';
import { type Millis, millis } from '../../src/base/units.js';
import type { DoorHardware } from '../../src/door/ports/door-hardware.js';
import type { Lock } from '../../src/door/ports/door-wiring.js';
import { type CheckedNeed, needs } from '../support/needs.js';

/** A door on a bench: the adapter on one side, hands and a voltmeter on the other. */
export interface DoorBench {
  /** With REX and contact wired. */
  open(options: { readonly lock: Lock; readonly maxPulse: Millis }): DoorHardware;
  /** The coil's current, measured behind the adapter. */
  coilEnergised(): boolean;
  pressRex(pressed: boolean): void;
  openDoor(open: boolean): void;
  dispose(): void;
}

export interface DoorBenchFactory {
  readonly name: string;
  /** Without it the suite cannot run. */
  readonly needs?: CheckedNeed;
  bench(): DoorBench;
}

const patience = { timeout: 5000, interval: 5 };
const sleep = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** What DoorLoop relies on, whichever wires it drives. */
export function doorHardwareContract({ name, needs: needed, bench }: DoorBenchFactory): void {
  needs(...(needed ? [needed] : [])).describe(`door hardware: ${name}`, () => {
    let table: DoorBench;
    let hardware: DoorHardware | undefined;
    const open = (lock: Lock = 'failSecure', maxPulse = millis(5000)) => {
      hardware = table.open({ lock, maxPulse });
      return hardware;
    };

    beforeEach(() => {
      table = bench();
    });
    afterEach(async () => {
      await hardware?.close();
      hardware = undefined;
      table.dispose();
    });

    it('is secured when opened', () => {
      open();
      expect(table.coilEnergised()).toBe(false);
    });

    it('releases and secures before set returns', () => {
      const { relay } = open();
      for (let i = 0; i < 20; i++) {
        relay.set(true);
        expect(table.coilEnergised()).toBe(true);
        relay.set(true);
        expect(table.coilEnergised()).toBe(true);
        relay.set(false);
        expect(table.coilEnergised()).toBe(false);
      }
    });

    it('energises a fail-safe lock to secure it', () => {
      const { relay } = open('failSafe');
      expect(table.coilEnergised()).toBe(true);
      relay.set(true);
      expect(table.coilEnergised()).toBe(false);
      relay.set(false);
      expect(table.coilEnergised()).toBe(true);
    });

    it('drops the relay at the cap though nobody says so, and tells', async () => {
      const door = open('failSecure', millis(150));
      const faults: Error[] = [];
      door.onFault((fault) => faults.push(fault));
      door.relay.set(true);
      await expect.poll(() => table.coilEnergised(), patience).toBe(false);
      await expect.poll(() => faults.length, patience).toBe(1);
      expect(faults[0]).toMatchObject({ code: 'door.pulse-cap', transient: true });
      door.relay.set(true);
      expect(table.coilEnergised()).toBe(true);
    });

    it('starts the cap anew with each set(true)', async () => {
      const { relay } = open('failSecure', millis(1500));
      for (let i = 0; i < 10; i++) {
        relay.set(true);
        await sleep(200);
        expect(table.coilEnergised()).toBe(true);
      }
    });

    it('does not drop early or late after set(false)', async () => {
      const door = open('failSecure', millis(100));
      const faults: Error[] = [];
      door.onFault((fault) => faults.push(fault));
      door.relay.set(true);
      door.relay.set(false);
      await sleep(200);
      expect(faults).toEqual([]);
    });

    it('tells each press of REX in order, with instants that do not go back', async () => {
      const { rex } = open();
      if (!rex) throw new Error('the bench wires REX');
      const seen: [boolean, number][] = [];
      rex.onChange((active, at) => seen.push([active, at]));
      expect(rex.active()).toBe(false);
      for (let presses = 1; presses <= 3; presses++) {
        table.pressRex(true);
        await expect.poll(() => seen.length, patience).toBe(presses * 2 - 1);
        expect(rex.active()).toBe(true);
        table.pressRex(false);
        await expect.poll(() => seen.length, patience).toBe(presses * 2);
      }
      expect(seen.map(([active]) => active)).toEqual([true, false, true, false, true, false]);
      const instants = seen.map(([, at]) => at);
      expect(instants).toEqual([...instants].sort((a, b) => a - b));
      const now = Number(process.hrtime.bigint()) / 1e6;
      expect(instants.every((at) => at > now - 60_000 && at <= now)).toBe(true);
    });

    it('tells the door contact, also to a second listener, until it is stopped', async () => {
      const { contact, rex } = open();
      if (!contact || !rex) throw new Error('the bench wires both inputs');
      const first: boolean[] = [];
      const second: boolean[] = [];
      const stop = contact.onChange((active) => first.push(active));
      contact.onChange((active) => second.push(active));
      rex.onChange(() => first.push(true, true, true));
      table.openDoor(true);
      await expect.poll(() => [first, second], patience).toEqual([[true], [true]]);
      expect(contact.active()).toBe(true);
      stop();
      table.openDoor(false);
      await expect.poll(() => second, patience).toEqual([true, false]);
      expect(first).toEqual([true]);
    });

    it('sees an input that was active before', () => {
      table.openDoor(true);
      expect(open().contact?.active()).toBe(true);
    });

    it('secures on close, may be closed twice, then refuses the relay and tells no edges', async () => {
      const door = open();
      const edges: boolean[] = [];
      door.rex?.onChange((active) => edges.push(active));
      door.relay.set(true);
      await door.close();
      await door.close();
      expect(table.coilEnergised()).toBe(false);
      expect(() => door.relay.set(true)).toThrow(HardwareFault);
      expect(table.coilEnergised()).toBe(false);
      table.pressRex(true);
      await sleep(100);
      expect(edges).toEqual([]);
    });

    it('can be opened again after close', async () => {
      await open().close();
      open().relay.set(true);
      expect(table.coilEnergised()).toBe(true);
    });
  });
}
