import { describe, expect, it } from 'vitest';
import { decide, type PolicyContext } from '../../../../src/access/domain/policy.js';
import { timestamp } from '../../../../src/base/units.js';
import type { Person } from '../../../../src/gallery/domain/gallery.js';
import type { Liveness } from '../../../../src/vision/domain/liveness.js';

const ada: Person = { id: 'ada', name: 'Ada', enabled: true };
const live: readonly Liveness[] = [{ kind: 'bonaFide', score: 0.9 }];
const unchecked: readonly Liveness[] = [{ kind: 'notChecked' }];
const context: PolicyContext = {
  door: 'main',
  lockdown: false,
  liveness: 'required',
  wall: timestamp(1000),
  wallTrusted: true,
};

describe('decide', () => {
  it.each<[string, Person | undefined, readonly Liveness[], Partial<PolicyContext>, string]>([
    ['an enabled, live person', ada, live, {}, 'granted'],
    ['a person the gallery lost', undefined, live, {}, 'unknown'],
    ['a disabled person', { ...ada, enabled: false }, live, {}, 'disabled'],
    ['lockdown', ada, live, { lockdown: true }, 'lockdown'],
    ['no liveness, where it is required', ada, unchecked, {}, 'livenessNotChecked'],
    ['no liveness, where that was accepted by name', ada, unchecked, { liveness: 'unchecked' }, 'granted'],
    ['no evidence at all', ada, [], { liveness: 'unchecked' }, 'livenessNotChecked'],
    [
      'an attack, also where unchecked is accepted',
      ada,
      [{ kind: 'attack', score: 0.9 }],
      { liveness: 'unchecked' },
      'attack',
    ],
    ['one unchecked sighting among live ones', ada, [...live, ...unchecked], {}, 'livenessNotChecked'],
    ['another door', { ...ada, doors: ['lab'] }, live, {}, 'otherDoor'],
    ['this door among others', { ...ada, doors: ['lab', 'main'] }, live, {}, 'granted'],
    ['before the validity', { ...ada, validFrom: timestamp(1001) }, live, {}, 'notYetValid'],
    ['at its first moment', { ...ada, validFrom: timestamp(1000) }, live, {}, 'granted'],
    ['at its end', { ...ada, validUntil: timestamp(1000) }, live, {}, 'expired'],
    ['just before its end', { ...ada, validUntil: timestamp(1001) }, live, {}, 'granted'],
    [
      'bounded, with a clock that is not trusted',
      { ...ada, validUntil: timestamp(9e9) },
      live,
      { wallTrusted: false },
      'clockUntrusted',
    ],
    ['unbounded, with a clock that is not trusted', ada, live, { wallTrusted: false }, 'granted'],
  ])('%s', (_, person, liveness, changes, expected) => {
    const decision = decide(person, liveness, { ...context, ...changes });
    expect(decision.kind === 'granted' ? 'granted' : decision.reason).toBe(expected);
  });
});
