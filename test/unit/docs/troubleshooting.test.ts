import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../support/places.js';

interface Fault {
  readonly code: string | undefined;
  readonly family: string;
  readonly message: string | undefined;
  readonly remedy: string | undefined;
  readonly place: string;
}

const script: string = '../../../scripts/troubleshooting.mjs';
const { findFaults, troubleshootingText } = (await import(script)) as {
  findFaults: () => readonly Fault[];
  troubleshootingText: () => string;
};

/** They pass on a fault that was named elsewhere: by another process, another file, a table or a caller of theirs. */
const messengers = [
  'src/protocol/mqtt/broker-fault.ts',
  'src/audit/sqlite/audit-store-protocol.ts',
  'src/database/store-fault.ts',
  'src/vision/process/vision-process.ts',
  'src/control/http/control-client.ts',
  'src/vision/process/eyes.ts',
  'src/gallery/domain/gallery-manifest.ts',
  'src/vision/capture/pipe/pipe-source.ts',
  'src/vision/tflite/probe-model.ts',
];

describe('every fault', () => {
  const faults = findFaults();

  it('is found: no place names its code in a way that the page would miss', () => {
    const nameless = faults.filter(({ code }) => code === undefined).map(({ place }) => place);
    expect(nameless.filter((place) => !messengers.includes(place))).toEqual([]);
    expect(faults.length).toBeGreaterThan(120);
  });

  it.each(faults.filter(({ code }) => code !== undefined).map((fault) => [fault.code, fault] as const))(
    '%s has a remedy that is a sentence',
    (_, { remedy }) => expect(remedy).toMatch(/^[A-Z…`].{10,}[.…)]$/s),
  );
});

it('is what docs/troubleshooting.md holds (node scripts/troubleshooting.mjs)', () => {
  expect(readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8')).toBe(troubleshootingText());
});
