import { describe, expect, it } from 'vitest';
import type { Decision } from '../../../src/access/domain/policy.js';
import { instant, millis } from '../../../src/base/units.js';
import { type Expected, tally, type Visit } from '../../../src/demo/record.js';

const expected: readonly Expected[] = [
  { name: 'Ada', granted: 'ada' },
  { name: 'a stranger' },
  { name: 'Ben', granted: 'ben' },
];
const granted = (person: string) => ({ kind: 'granted', person }) as Decision;
const denied = { kind: 'denied', reason: 'unknown' } as Decision;
const visit = (at: number, ...decisions: Decision[]): Visit => ({ id: String(at), startedAt: instant(at), decisions });

describe('the demo’s tally', () => {
  const period = millis(1000);

  it('goes by the order of the visits, however slowly they were played', () => {
    const visits = [visit(0, granted('ada')), visit(2600, denied), visit(5100, denied, granted('ben'))];
    expect(tally(expected, visits, period)).toMatchObject({ wrong: 0, missed: 0 });
  });

  it('takes visits that follow at once for one', () => {
    const visits = [
      visit(0),
      visit(300, granted('ada')),
      visit(2600, denied),
      visit(5100, granted('ben')),
      visit(5500),
    ];
    expect(tally(expected, visits, period)).toMatchObject({ wrong: 0, missed: 0 });
  });

  it('goes by time where a visitor left no visit', () => {
    const visits = [visit(0, granted('ada')), visit(2050, granted('ben'))];
    const { lines, ...counts } = tally(expected, visits, period);
    expect(counts).toMatchObject({ wrong: 0, missed: 1 });
    expect(lines[1]).toMatch(/- +a stranger +no decision/);
  });

  it('counts the wrong person and the stranger who was let in', () => {
    const visits = [visit(0, granted('ben')), visit(1000, granted('ada')), visit(2000, granted('ben'))];
    expect(tally(expected, visits, period)).toMatchObject({ wrong: 2, missed: 0 });
  });

  it('tells why photographs were denied, and counts none that got in or was missed', () => {
    const photographs = ['print', 'phone', 'tablet'].map((name) => ({ name, attack: true }));
    const attack = { kind: 'denied', reason: 'attack', person: 'ada' } as Decision;
    const visits = [visit(0, attack), visit(1000, granted('ada')), visit(2000)];
    const { attacks, ...counts } = tally(photographs, visits, period);
    expect(counts).toMatchObject({ wrong: 1, missed: 1 });
    expect(attacks).toEqual({ heldUp: 3, denials: ['attack'] });
  });
});
