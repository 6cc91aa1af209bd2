import type { DoorHardware } from '../door/ports/door-hardware.js';

/** What the demo's people do with a simulated door. */
interface PlayableDoor {
  press(): void;
  openDoor(): void;
  closeDoor(): void;
  onStrike(listener: (released: boolean) => void): () => void;
}

const isPlayable = (hardware: DoorHardware): hardware is DoorHardware & PlayableDoor => hardware.kind === 'simulated';

/** Milliseconds until somebody inside leaves by REX for the first time, and what a visitor takes to walk through. */
const firstExit = 9000;
const walkThrough = { open: 500, close: 1600 };

/** Visitors walk through a released door and let it fall shut; after a while somebody inside wants to get out. */
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
      say('    door    opens: somebody walks through');
      hardware.openDoor();
    });
    later(walkThrough.close, () => {
      say('    door    falls shut');
      hardware.closeDoor();
    });
  });
  later(firstExit, () => {
    say('    inside  somebody presses REX');
    hardware.press();
  });
  return {
    stop() {
      unwatch();
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
