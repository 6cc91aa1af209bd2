import type { TerminalConfig } from './schema.js';

/** What a valid configuration lets happen, in the technician's words; empty if nothing needs saying. */
export function risksOf({ liveness }: Pick<TerminalConfig, 'liveness'>): readonly string[] {
  if (liveness.level !== 'unchecked') return [];
  return ['liveness.level is unchecked: a photograph of an enrolled person opens this door'];
}
