import { describe, expect, it } from 'vitest';
import { CommandRejected } from '../../../src/base/errors.js';
import { admitTerminal } from '../../../src/fleet/admit-terminal.js';
import { dismissTerminal } from '../../../src/fleet/dismiss-terminal.js';
import type { Admission } from '../../../src/fleet/domain/admission.js';
import type { FleetLink, Report } from '../../../src/fleet/ports/fleet-link.js';

const sealKey = { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' } as const;

/** A site at whose broker these terminals have connected. */
function siteOf(...told: readonly { readonly terminal: string; readonly groups: readonly string[] }[]) {
  const admitted = new Map<string, Admission>();
  const forgotten: string[] = [];
  const link: Pick<FleetLink, 'listen' | 'forget'> = {
    async listen(interests, report) {
      for (const { terminal, groups } of told) {
        if (interests.some((one) => (one.terminal ?? terminal) === terminal))
          report({ kind: 'info', terminal, value: { groups, sealKey } } as unknown as Report);
      }
    },
    forget: async (terminal) => void forgotten.push(terminal),
  };
  const keys = new Map([
    ['lobby', 'l'],
    ['lab', 'b'],
  ]);
  return {
    admitted,
    forgotten,
    link,
    registry: {
      admissions: () => [...admitted.values()],
      put: (admission: Admission) => void admitted.set(admission.terminal, admission),
      remove: (terminal: string) => admitted.delete(terminal),
    },
    galleries: {
      ids: () => keys,
      require(group: string) {
        if (!keys.has(group)) throw new CommandRejected('keys.no-group', group, { remedy: '' });
      },
    },
    signing: { root: () => ({ sign: () => '' }) },
    thumbprintOf: async ({ x }: { readonly x: string }) => `print of ${x}`,
  };
}

const wish = { terminal: 'door-1', groups: ['lobby'], thumbprint: 'print of x', dryRun: false };
const refusal = (code: string) => expect.objectContaining({ code });

describe('a terminal', () => {
  it('is admitted by the key that it shows', async () => {
    const site = siteOf({ terminal: 'door-1', groups: ['lab'] });
    await expect(admitTerminal(wish, site)).resolves.toEqual({
      thumbprint: 'print of x',
      unconfigured: ['lobby'],
      left: [],
    });
    expect(site.admitted.get('door-1')).toEqual({
      terminal: 'door-1',
      sealKey,
      groups: ['lobby'],
      delivered: { version: 0, keys: {} },
    });
  });

  it('is not admitted with another key, to a group without a key, or before it has connected', async () => {
    const site = siteOf({ terminal: 'door-1', groups: [] });
    await expect(admitTerminal({ ...wish, thumbprint: 'other' }, site)).rejects.toEqual(
      refusal('terminals.thumbprint'),
    );
    await expect(admitTerminal({ ...wish, groups: ['roof'] }, site)).rejects.toEqual(refusal('keys.no-group'));
    await expect(admitTerminal({ ...wish, terminal: 'door-2' }, site)).rejects.toEqual(
      refusal('fleet.unknown-terminal'),
    );
    expect(site.admitted.size).toBe(0);
  });

  it('keeps what was delivered to it while its key is the same, and tells the groups that it left', async () => {
    const site = siteOf({ terminal: 'door-1', groups: ['lobby'] });
    const before = { terminal: 'door-1', groups: ['lab'], delivered: { version: 7, keys: { lab: 'b' } } };
    site.registry.put({ ...before, sealKey });
    await expect(admitTerminal(wish, site)).resolves.toMatchObject({ left: ['lab'] });
    expect(site.admitted.get('door-1')?.delivered).toEqual({ version: 7, keys: { lab: 'b' } });
    // It was set up anew: what was sealed for the old key, it cannot open.
    site.registry.put({ ...before, sealKey: { ...sealKey, x: 'old' } });
    await admitTerminal(wish, site);
    expect(site.admitted.get('door-1')?.delivered).toEqual({ version: 7, keys: {} });
  });

  it('is dismissed, and the groups are named whose keys it may have, by its own word too', async () => {
    const site = siteOf({ terminal: 'door-1', groups: ['lab', 'unknown'] });
    await admitTerminal(wish, site);
    const dismissal = { terminal: 'door-1', rootFile: undefined };
    await expect(dismissTerminal({ ...dismissal, dryRun: true }, site)).resolves.toEqual(['lab', 'lobby']);
    expect(site.admitted.size).toBe(1);
    await expect(dismissTerminal({ ...dismissal, dryRun: false }, site)).resolves.toEqual(['lab', 'lobby']);
    expect([site.admitted.size, site.forgotten]).toEqual([0, ['door-1']]);
  });

  it('is not dismissed without the root key, nor where nobody knows it', async () => {
    const site = siteOf({ terminal: 'door-1', groups: ['lobby'] });
    const without = {
      root() {
        throw new CommandRejected('keys.unreadable', '', { remedy: '' });
      },
    };
    const dismissal = { terminal: 'door-1', rootFile: undefined, dryRun: false };
    await expect(dismissTerminal(dismissal, { ...site, signing: without })).rejects.toEqual(refusal('keys.unreadable'));
    await expect(dismissTerminal({ ...dismissal, terminal: 'door-2' }, site)).rejects.toEqual(
      refusal('fleet.unknown-terminal'),
    );
    expect(site.forgotten).toEqual([]);
  });
});
