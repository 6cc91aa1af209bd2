import { expect, it } from 'vitest';
import type { Detection } from '../../../../src/vision/domain/face.js';
import type { Image } from '../../../../src/vision/imaging/image.js';
import { safely } from '../../../../src/vision/liveness/liveness-check.js';

it('reports notChecked while the model fails, says why, and recovers', () => {
  let broken = false;
  const told: string[] = [];
  const { check, fault } = safely(
    () => {
      if (broken) throw new Error('no memory');
      return { kind: 'checked', score: 2 };
    },
    ({ message }) => told.push(message),
  );
  const look = () => check({} as Image, {} as Detection);
  expect([look(), fault()]).toEqual([{ kind: 'checked', score: 2 }, undefined]);
  broken = true;
  expect([look(), look()]).toEqual([{ kind: 'notChecked' }, { kind: 'notChecked' }]);
  expect(fault()?.message).toBe('no memory');
  expect(told).toEqual(['no memory']);
  broken = false;
  expect([look().kind, fault()]).toEqual(['checked', undefined]);
});
