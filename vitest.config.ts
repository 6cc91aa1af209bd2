import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    reporters: ['default', './test/support/skipped-reporter.ts'],
    pool: 'forks',
    poolOptions: { forks: { maxForks: 2 } },
    // Only a hang runs into these: a busy machine is no defect.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
