import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../../../src/base/errors.js';
import { loadSite } from '../../../../src/settings/site-file/load.js';
import { root } from '../../../support/places.js';

describe('the configuration of a site', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ostiary-site-'));
  const file = join(folder, 'site.yaml');
  afterAll(() => rmSync(folder, { recursive: true }));
  const load = (text: string) => {
    writeFileSync(file, text);
    return loadSite(file, { env: {}, packageRoot: root });
  };

  it('needs a broker alone; keys and data lie beside the file', () => {
    expect(load('uplink: { broker: "mqtts://b:8883" }')).toMatchObject({
      uplink: { broker: 'mqtts://b:8883', site: 'site', protocol: 'auto' },
      keys: { folder: join(folder, 'keys') },
      store: { folder: join(folder, 'data') },
      models: { embedder: join(root, 'models/embedder-ostiary') },
    });
  });

  it('is valid as the example has it', () => {
    expect(loadSite(join(root, 'config/site.yaml'), { env: {}, packageRoot: root }).uplink.site).toBe('hq');
  });

  it('tells all faults at once, with line and remedy', () => {
    let fault: unknown;
    try {
      load('uplink:\n  site: a b\n  certFile: x\n  colour: 3\nkey: {}\nquality: { maxTurn: 4 }\n');
    } catch (error) {
      fault = error;
    }
    expect(fault).toBeInstanceOf(ConfigError);
    const { message, remedy, exitCode } = fault as ConfigError;
    expect(exitCode).toBe(78);
    expect(remedy).toContain('config/site.yaml');
    expect(message.split('\n')).toEqual([
      'site.yaml:1 uplink.broker: is required',
      'site.yaml:1 uplink: needs both certFile and privateKeyFile, or neither',
      'site.yaml:2 uplink.site: a b is not a valid name: use 1 to 64 of A-Z a-z 0-9 _ - (default site)',
      expect.stringContaining('site.yaml:4 uplink.colour: is not a known setting'),
      'site.yaml:5 key: is not a known section; did you mean keys?',
      'site.yaml:6 quality.maxTurn: 4 is outside 0..1 (default 0.6)',
    ]);
  });
});
