import type { DoorHardware } from '../door/ports/door-hardware.js';

/** A simulated door that the demo's visitors use. */
interface PlayableDoor {
  press(): void;
  openDoor(): void;
  closeDoor(): void;
  onStrike(listener: (released: boolean) => void): () => void;
}

const isPlayable = (hardware: DoorHardware): hardware is DoorHardware & PlayableDoor => hardware.kind === 'simulated';

/** Milliseconds until a person inside first leaves by REX, and the time a visitor needs to walk through. */
const firstExit = 9000;
const walkThrough = { open: 500, close: 1600 };

/** Visitors walk through a released door and let it close; after a while, a person inside leaves. */
export function playVisitor(hardware: DoorHardware, say: (line: string) => void): { stop(): void } {
  if (!isPlayable(hardware)) return { stop: () => undefined };
  const timers = new Set<NodeJS.Timeout>();
  const later = (delay: number, action: () => void): void => {
    const timer = setTimeout(() => {
      timers.delete(timer);
      action();
    }, delay);
    timers.add(timer);
  };
  const unwatch = hardware.onStrike((released) => {
    if (!released) return;
    later(walkThrough.open, () => {
      say('    door    opened: the visitor walks in');
      hardware.openDoor();
    });
    later(walkThrough.close, () => {
      say('    door    closed');
      hardware.closeDoor();
    });
  });
  later(firstExit, () => {
    say('    inside  a person presses REX');
    hardware.press();
  });
  return {
    stop() {
      unwatch();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
