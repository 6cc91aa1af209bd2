import { describe, expect, it } from 'vitest';
import { accessTerminal, faceOf } from '../../support/access-terminal.js';

describe('AccessLoop', () => {
  it('releases for an enrolled person only after the grant is in the audit, and once a visit', async () => {
    const { state, see } = accessTerminal();
    for (let i = 0; i < 6; i++) await see([faceOf(0)]);
    expect(state.released).toEqual(['ada after access.granted']);
    expect(state.audit[0]?.facts).toMatchObject({ person: 'ada', door: 'main', similarity: 1 });
  });

  it('denies a stranger without naming anybody, and stops looking after maxAttempts', async () => {
    const { state, see } = accessTerminal();
    for (let i = 0; i < 100; i++) await see([faceOf(5)]);
    expect(state.released).toEqual([]);
    expect(state.audit.map((e) => [e.kind, e.facts.reason, e.facts.person])).toEqual([
      ['access.denied', 'unknown', undefined],
      ['access.denied', 'unknown', undefined],
    ]);
    expect(state.said.at(-1)).toBe('stepAway');
  });

  it('grants nothing when the audit cannot be written', async () => {
    const { state, see } = accessTerminal();
    state.failing = true;
    for (let i = 0; i < 3; i++) await see([faceOf(0)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('auditUnavailable');
  });

  it('grants nothing when the audit took too long: the visitor may be gone', async () => {
    const { state, see } = accessTerminal();
    state.auditDelay = 2001;
    for (let i = 0; i < 2; i++) await see([faceOf(0)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('tooLate');
  });

  it('takes a frame that is too old, or from the future, for no evidence', async () => {
    const { state, see } = accessTerminal();
    for (let i = 0; i < 5; i++) await see([faceOf(0)], 501);
    for (let i = 0; i < 5; i++) await see([faceOf(0)], -1);
    expect(state.released).toEqual([]);
  });

  it('takes a frame whose age is no number for no evidence', async () => {
    const { state, see } = accessTerminal();
    for (let i = 0; i < 5; i++) await see([faceOf(0)], Number.NaN);
    expect(state.released).toEqual([]);
  });

  it.each(['relayFailed', 'stopping', 'lockdown'] as const)(
    'tells and audits why a grant was not carried out: %s, and which grant it was',
    async (result) => {
      const { state, see } = accessTerminal();
      state.result = result;
      for (let i = 0; i < 2; i++) await see([faceOf(0)]);
      expect(state.said.at(-1)).toBe(result);
      const [granted, denied] = state.audit;
      expect([granted?.kind, denied?.kind]).toEqual(['access.granted', 'access.denied']);
      expect(denied?.facts).toMatchObject({ reason: result, decision: granted?.id, person: 'ada' });
    },
  );

  it('gives the visitor an answer while the disk hangs', async () => {
    const { state, see } = accessTerminal();
    await see([faceOf(0)]);
    state.hanging = true;
    await see([faceOf(0)]);
    expect(state.said).toContain('tooLate');
    expect(state.released).toEqual([]);
  });

  it('keeps two visitors apart', async () => {
    const { state, see } = accessTerminal();
    for (let i = 0; i < 3; i++) await see([faceOf(5, 400), faceOf(0, 50)]);
    expect(state.released).toHaveLength(1);
    expect(state.said).toEqual(expect.arrayContaining(['granted', 'unknown']));
  });

  it('waits until a visitor is alone where the policy wants it so', async () => {
    const { state, see } = accessTerminal({ singleFace: true });
    for (let i = 0; i < 5; i++) await see([faceOf(0, 50), faceOf(5, 400)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('multipleFaces');
    for (let i = 0; i < 2; i++) await see([faceOf(0, 50)]);
    expect(state.released).toHaveLength(1);
  });

  it('denies in lockdown', async () => {
    const { state, see } = accessTerminal();
    state.lockdown = true;
    for (let i = 0; i < 2; i++) await see([faceOf(0)]);
    expect(state.released).toEqual([]);
    expect(state.said).toContain('lockdown');
  });

  it('does not let two people who share a place in the picture make up one identity', async () => {
    const people = ['ada', 'ben'].map((id) => ({ id, name: id, enabled: true }));
    const { state, see } = accessTerminal({ people });
    await see([faceOf(0)]);
    await see([faceOf(1)]);
    expect(state.released).toEqual([]);
  });

  it('opens for one after the other who share a place in the picture', async () => {
    const people = ['ada', 'ben'].map((id) => ({ id, name: id, enabled: true }));
    const { state, see } = accessTerminal({ people });
    for (const visitor of [0, 0, 1, 1, 1]) await see([faceOf(visitor)]);
    expect(state.released.map((r) => r.split(' ')[0])).toEqual(['ada', 'ben']);
  });

  it('calls nobody unknown while there is no gallery to know them', async () => {
    const { state, see } = accessTerminal({ unloaded: true });
    for (let i = 0; i < 3; i++) await see([faceOf(0)]);
    expect(state.released).toEqual([]);
    expect(state.audit.map((e) => e.facts.reason)).toEqual(['galleryUnavailable']);
  });

  it('says what is wrong with the picture, and who has left', async () => {
    const { state, loop, see } = accessTerminal();
    await see([faceOf(0, 100, ['tooFar'])]);
    await see([faceOf(0, 100, ['tooFar'])]);
    state.now += 2000;
    loop.sweep();
    expect(state.said).toEqual(['tooFar', 'left']);
  });
});
