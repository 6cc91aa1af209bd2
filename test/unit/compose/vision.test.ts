import { expect, it } from 'vitest';
import { visionSettings } from '../../../src/compose/vision.js';
import { parseConfig } from '../../../src/settings/load/load.js';

const config = (level: string) =>
  parseConfig(`version: 2\nmodels: { pad: /srv/pad }\nliveness: { level: ${level} }\n`, 'a test', {
    env: {},
    packageRoot: '/opt/ostiary',
  });

it.each([
  ['standard', { camera: true }, '/srv/pad'],
  ['strict', { camera: true }, '/srv/pad'],
  ['unchecked', { camera: true }, undefined],
  ['standard', { camera: false }, undefined],
  ['standard', { camera: false, liveness: true }, '/srv/pad'],
  ['unchecked', { camera: false, liveness: true }, undefined],
  ['standard', { camera: true, liveness: false }, undefined],
])('loads a passive model at level %s, for %j: %s', (level, options, folder) => {
  expect(visionSettings(config(level), options).padFolder).toBe(folder);
});

it('loads none for a site, which has no liveness settings', () => {
  const { models, inference, quality } = config('standard');
  const { detector, embedder } = models;
  expect(
    visionSettings({ models: { detector, embedder }, inference, quality }, { camera: false, liveness: true }),
  ).not.toHaveProperty('padFolder');
});
