import { describe, expect, it } from 'vitest';
import { decide, type PolicyContext } from '../../../../src/access/domain/policy.js';
import type { LiveFinding, LivenessRefusal } from '../../../../src/access/domain/prove-alive.js';
import { timestamp } from '../../../../src/base/units.js';
import type { Person } from '../../../../src/gallery/domain/gallery.js';

const ada: Person = { id: 'ada', name: 'Ada', enabled: true };
const live: LiveFinding = { kind: 'live', score: 3, answered: [] };
const unchecked: LiveFinding = { kind: 'unchecked' };
const refused = (reason: LivenessRefusal): LiveFinding => ({ kind: 'refused', reason });
const context: PolicyContext = {
  door: 'main',
  lockdown: false,
  liveness: 'standard',
  drill: 'notDemanded',
  wall: timestamp(1000),
  wallTrusted: true,
};

describe('decide', () => {
  it.each<[string, Person | undefined, LiveFinding, Partial<PolicyContext>, string]>([
    ['an enabled, live person', ada, live, {}, 'granted'],
    ['a person the gallery lost', undefined, live, {}, 'unknown'],
    ['a disabled person', { ...ada, enabled: false }, live, {}, 'disabled'],
    ['lockdown', ada, live, { lockdown: true }, 'lockdown'],
    ['liveness that was not judged', ada, unchecked, {}, 'livenessNotChecked'],
    ['the same at strict', ada, unchecked, { liveness: 'strict' }, 'livenessNotChecked'],
    [
      'liveness that was not judged, where that was accepted by name',
      ada,
      unchecked,
      { liveness: 'unchecked' },
      'granted',
    ],
    ['no evidence of liveness', ada, refused('livenessNotChecked'), {}, 'livenessNotChecked'],
    ['an attack', ada, refused('attack'), {}, 'attack'],
    ['an attack, also where unchecked is accepted', ada, refused('attack'), { liveness: 'unchecked' }, 'attack'],
    ['an attack with the face of somebody disabled', { ...ada, enabled: false }, refused('attack'), {}, 'attack'],
    ['a face that is not certain to be alive', ada, refused('livenessUndecided'), {}, 'livenessUndecided'],
    ['a drill that is demanded and missing', ada, live, { drill: 'missing' }, 'drillMissing'],
    ['a drill that was passed', ada, live, { drill: 'done' }, 'granted'],
    ['an attack while a drill is missing', ada, refused('attack'), { drill: 'missing' }, 'attack'],
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
