import type { TerminalConfig } from '../settings/schema/schema.js';

/** Groups of the system in which the daemon must be, for its camera and its door. */
export function neededGroups({ camera, door }: Pick<TerminalConfig, 'camera' | 'door'>): readonly string[] {
  return [...(camera.source === 'frames' ? [] : ['video']), ...(door.hardware === 'gpio' ? ['gpio'] : [])];
}
