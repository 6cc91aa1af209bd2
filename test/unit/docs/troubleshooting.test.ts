import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as errors from '../../../src/base/errors.js';
import { root } from '../../support/places.js';

interface Fault {
  readonly code: string | undefined;
  readonly family: string;
  readonly message: string | undefined;
  readonly remedy: string | undefined;
  readonly place: string;
}

const script: string = '../../../scripts/troubleshooting.mjs';
const { exits, findFaults, troubleshootingText } = (await import(script)) as {
  exits: Readonly<Record<string, number>>;
  findFaults: () => readonly Fault[];
  troubleshootingText: () => string;
};

/** They pass on a fault that was named elsewhere: by another process, another file, a table or a caller of theirs. */
const messengers = [
  'src/protocol/mqtt/broker-fault.ts',
  'src/database/store-fault.ts',
  'src/database/thread/stored-fault.ts',
  'src/vision/process/vision-process.ts',
  'src/control/http/control-client.ts',
  'src/vision/process/eyes.ts',
  'src/gallery/domain/gallery-manifest.ts',
  'src/vision/capture/pipe/pipe-source.ts',
  'src/vision/tflite/probe-model.ts',
];

type ErrorClass = new (code: string, message: string, details: { readonly remedy: string }) => errors.TerminalError;
const isErrorClass = (value: unknown): value is ErrorClass =>
  typeof value === 'function' && value.prototype instanceof errors.TerminalError;
const families = Object.entries<unknown>(errors).flatMap(([name, Family]) =>
  isErrorClass(Family) ? [[name, new Family('a.code', 'a message', { remedy: 'Do this.' }).exitCode] as const] : [],
);
const page = troubleshootingText();

describe('every fault', () => {
  const faults = findFaults();

  it('is of a class that the page knows, with its exit status', () => {
    expect(families.length).toBeGreaterThan(7);
    expect(exits).toEqual(Object.fromEntries(families));
  });

  it.each(families)('%s is on the page, with exit status %d', (family, exit) => {
    const code = faults.find((fault) => fault.family === family && fault.code !== undefined)?.code;
    expect(page).toMatch(new RegExp(`\\| \`${code}\` \\|.*\\| ${exit} \\|`));
  });

  it('is declared nowhere but in src/base/errors.ts, where these classes are found', () => {
    const elsewhere = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(
      (name) =>
        name.endsWith('.ts') &&
        name !== join('base', 'errors.ts') &&
        new RegExp(`extends (TerminalError|${families.map(([family]) => family).join('|')})\\b`).test(
          readFileSync(join(root, 'src', name), 'utf8'),
        ),
    );
    expect(elsewhere).toEqual([]);
  });

  it('is found: no place names its code in a way that the page would miss', () => {
    const nameless = faults.filter(({ code }) => code === undefined).map(({ place }) => place);
    expect(nameless.filter((place) => !messengers.includes(place))).toEqual([]);
    expect(messengers.filter((place) => !nameless.includes(place))).toEqual([]);
    expect(faults.length).toBeGreaterThan(120);
  });

  it.each(faults.filter(({ code }) => code !== undefined).map((fault) => [fault.code, fault] as const))(
    '%s has a remedy that is a sentence',
    (_, { remedy }) => expect(remedy).toMatch(/^[A-Z…`].{10,}[.…)]$/s),
  );
});

it('is what docs/troubleshooting.md holds (node scripts/troubleshooting.mjs)', () => {
  expect(readFileSync(join(root, 'docs/troubleshooting.md'), 'utf8')).toBe(page);
});
