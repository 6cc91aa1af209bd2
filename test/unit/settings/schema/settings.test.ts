import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { parseConfig } from '../../../../src/settings/load/load.js';
import { appliesAt, differences, settingsOf, treeOf } from '../../../../src/settings/schema/settings.js';

const load = (text: string) =>
  parseConfig(text, '/etc/ostiary/terminal.yaml', { env: {}, packageRoot: '/opt/ostiary' });
const settings = (text: string) => settingsOf(load(text));
const shown = (text: string, name: string) => settings(text).find((setting) => setting.name === name)?.value;

describe('settings', () => {
  it('are written as a person would write them, and can be read again', () => {
    const text =
      'door: { release: 3s, maxPulse: 90s }\ncamera: { source: pipe, command: [ffmpeg, -i, "rtsp://a:b@c/d"], format: i420, width: 64, height: 48 }\n';
    expect(shown(text, 'door.release')).toBe('3s');
    expect(shown(text, 'store.database')).toBe('/var/lib/ostiary/ostiary.db');
    expect(shown(text, 'camera.command')).toEqual(['ffmpeg', '-i', 'rtsp://…@c/d']);
    const again = load(JSON.stringify(treeOf(settings(text))));
    expect(differences(settings(text), settingsOf(again))).toEqual([]);
    expect(parse(JSON.stringify(treeOf(settings('')))).door.hardware).toBe('simulated');
  });

  it.each([
    ['recognition.margin', 'live'],
    ['liveness.level', 'vision'],
    ['liveness.attempts', 'live'],
    ['door.release', 'live'],
    ['door.heldOpenAfter', 'live'],
    ['door.maxPulse', 'restart'],
    ['door.rex.line', 'restart'],
    ['camera.device', 'vision'],
    ['inference.edgeTpu.device', 'vision'],
    ['quality.maxTurn', 'vision'],
    ['store.keyFile', 'restart'],
    ['observability.logLevel', 'restart'],
  ])('%s applies: %s', (name, applies) => expect(appliesAt(name.split('.'))).toBe(applies));

  it('differ by name, with what they were', () => {
    const before = settings('door: { release: 3s }\n');
    const after = settings('door: { release: 4s }\ncamera: { source: frames, folder: /a }\n');
    const found = differences(before, after);
    expect(found).toContainEqual({ name: 'door.release', before: '3s', after: '4s', applies: 'live' });
    expect(found).toContainEqual({ name: 'camera.folder', before: undefined, after: '/a', applies: 'vision' });
    expect(found).toContainEqual({ name: 'camera.api', before: 'auto', after: undefined, applies: 'vision' });
  });
});
