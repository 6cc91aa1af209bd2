import { spawn } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { globalNumber, sysfsChips } from '../../../../src/door/onoff/sysfs.js';
import { needs } from '../../../support/needs.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'gpio-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function chip(base: number, label: string, ngpio: number): void {
  mkdirSync(join(root, `gpiochip${base}`));
  for (const [file, content] of Object.entries({ base, label, ngpio })) {
    writeFileSync(join(root, `gpiochip${base}`, file), `${content}\n`);
  }
}

describe('sysfs GPIO', () => {
  it('adds the base of the chip', () => {
    writeFileSync(join(root, 'export'), '');
    chip(512, 'pinctrl-bcm2711', 58);
    chip(570, 'raspberrypi-exp-gpio', 8);
    const chips = sysfsChips(root);
    expect(globalNumber({ line: 17, activeLow: false }, chips)).toBe(529);
    expect(globalNumber({ chip: 'raspberrypi-exp-gpio', line: 7, activeLow: false }, chips)).toBe(577);
    const fault = (place: { chip?: string; line: number | string }) => () =>
      globalNumber({ ...place, activeLow: false }, chips);
    expect(fault({ line: 58 })).toThrow(expect.objectContaining({ code: 'door.no-line' }));
    expect(fault({ line: 'GPIO17' })).toThrow(expect.objectContaining({ code: 'door.line-unnumbered' }));
    expect(fault({ chip: 'x', line: 1 })).toThrow(
      expect.objectContaining({ code: 'door.no-chip', message: expect.stringContaining('pinctrl-bcm2711') }),
    );
  });

  it('says that the kernel has none', () => {
    expect(() => sysfsChips(root)).toThrow(expect.objectContaining({ code: 'door.no-sysfs' }));
  });

  // Root may write everything, so another user has to look; it may not be able to read the build (below /root), so root loads that.
  needs('root').it('waits until udev has given a line away, all of its files', async () => {
    chmodSync(root, 0o755);
    mkdirSync(join(root, 'gpio529'));
    const files = ['value', 'direction', 'active_low'].map((file) => join(root, 'gpio529', file));
    for (const file of files) writeFileSync(file, '', { mode: 0o600 });
    const module = resolve('dist/door/onoff/sysfs.js');
    const look = (patience: number) =>
      new Promise<string>((done) => {
        const nobody = 'process.setgroups([]); process.setgid(65534); process.setuid(65534)';
        const ask = `console.log(m.becomesOurs(529, ${patience}, '${root}'))`;
        const script = `import('${module}').then((m) => { ${nobody}; ${ask} }).catch(console.log)`;
        const child = spawn(process.execPath, ['-e', script], { env: {} });
        let said = '';
        child.stdout.on('data', (text) => {
          said += text;
        });
        child.once('close', () => done(said.trim()));
      });
    expect(await look(100)).toBe('false');
    const waiting = look(10_000);
    for (const file of files) {
      await new Promise((done) => setTimeout(done, 50));
      chmodSync(file, 0o666);
    }
    expect(await waiting).toBe('true');
  });
});
