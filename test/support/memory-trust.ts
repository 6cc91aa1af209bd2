import type { AuditEvent } from '../../src/audit/domain/audit.js';
import type { KeyRing } from '../../src/protocol/domain/key-ring.js';
import type { TrustStore } from '../../src/uplink/ports/trust-store.js';
import { TestDisk } from './test-disk.js';

/** The key ring of a terminal over its restarts. */
export class MemoryTrust implements TrustStore {
  readonly disk = new TestDisk();
  readonly events: AuditEvent[] = [];
  ring: KeyRing | undefined;
  #sessions = 0;

  keyRing(): Promise<KeyRing | undefined> {
    return this.disk.use(() => this.ring);
  }

  putKeyRing(ring: KeyRing, event: AuditEvent): Promise<void> {
    return this.disk.use(() => {
      this.ring = ring;
      this.events.push(event);
    });
  }

  async nextSession(): Promise<number> {
    return ++this.#sessions;
  }
}
