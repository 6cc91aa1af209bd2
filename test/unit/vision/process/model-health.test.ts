import { expect, it } from 'vitest';
import { modelHealth } from '../../../../src/vision/process/model-health.js';

const detector = { name: 'd', role: 'detector', digest: '0', delegate: 'xnnpack' } as const;
const pad = { name: 'p', role: 'pad', digest: '0', delegate: 'xnnpack' } as const;
const fault = { code: 'bundle.missing', message: 'cannot read it', remedy: 'Copy it.' };
const vision = { part: 'vision', level: 'ok', detail: 'd on xnnpack' };

it('tells recognition and liveness apart', () => {
  expect(modelHealth([detector, pad], undefined)).toEqual([
    vision,
    { part: 'liveness', level: 'ok', detail: 'p on xnnpack' },
  ]);
  expect(modelHealth([detector, { ...pad, fallback: 'no TPU' }], undefined)[1]).toMatchObject({ level: 'degraded' });
  expect(modelHealth([{ ...detector, fallback: 'no TPU' }, pad], undefined).map(({ level }) => level)).toEqual([
    'degraded',
    'ok',
  ]);
});

it('says nothing about liveness where it is not checked', () => {
  expect(modelHealth([detector], undefined)).toEqual([vision]);
});

it.each([[[detector]], [[detector, pad]]])(
  'reports a model that cannot be used, or fails, with what to do',
  (models) => {
    const failed = { part: 'liveness', level: 'failed', detail: 'bundle.missing: cannot read it. Copy it.' };
    expect(modelHealth(models, fault)).toEqual([vision, failed]);
  },
);
