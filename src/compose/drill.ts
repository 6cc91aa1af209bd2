import { drillFacts } from '../access/domain/drill-result.js';
import { auditEvent } from '../audit/ports/audit-event.js';
import { SqliteAuditStore } from '../audit/sqlite/audit-store.js';
import { CommandRejected, ModelError } from '../base/errors.js';
import type { Classified } from '../evaluation/domain/attack-rates.js';
import { bootId } from '../platform/boot-id.js';
import type { TerminalConfig } from '../settings/schema/schema.js';
import type { PadFacts } from '../vision/domain/liveness.js';
import { type Eyes, openEyes } from './vision.js';

export interface OpenDrill {
  readonly eyes: Eyes;
  readonly pad: PadFacts;
  /** Name and digest of the passive model. */
  readonly model: { readonly name: string; readonly digest: string };
  /** Writes the drill into the audit log; resolves once that is durable. */
  record(presentations: readonly Classified[], user: number): Promise<void>;
  close(): Promise<void>;
}

/** @throws CommandRejected `drill.unchecked`; ModelError `drill.no-model` and others; StoreError */
export async function openDrill(config: TerminalConfig): Promise<OpenDrill> {
  if (config.liveness.level === 'unchecked') throw unchecked();
  const { maxRows, maxAge } = config.audit;
  const retention = { maxRows, ...(maxAge === undefined ? {} : { maxAge }) };
  const eyes = await openEyes(config, { camera: true });
  try {
    const { pad, padFault, models } = eyes.facts;
    const model = models.find(({ role }) => role === 'pad');
    if (pad === undefined || model === undefined) throw noModel(padFault?.message);
    const audit = await SqliteAuditStore.open({ path: config.store.database, bootId, clock: eyes.clock, retention });
    return {
      eyes,
      pad,
      model,
      async record(presentations, user) {
        const facts = drillFacts(presentations, { door: config.terminal.door, model, pad, user });
        await audit.append([auditEvent(eyes.clock, 'liveness.drilled', facts)]);
      },
      close: () => audit.close().finally(() => eyes.close()),
    };
  } catch (error) {
    await eyes.close();
    throw error;
  }
}

function unchecked(): CommandRejected {
  return new CommandRejected('drill.unchecked', 'liveness.level is unchecked: there is nothing to try', {
    remedy: 'Set liveness.level to standard or strict first.',
  });
}

function noModel(why = 'none is loaded'): ModelError {
  return new ModelError('drill.no-model', `the passive liveness model cannot be used: ${why}`, {
    remedy: 'Check models.pad with: ostiary model verify FOLDER.',
  });
}
