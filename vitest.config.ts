import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    // The workers do the work; what starts them is idle meanwhile.
    maxWorkers: '100%',
    // The machine's own settings must not colour or silence what the tests compare.
    env: { NO_COLOR: '', FORCE_COLOR: '', CI: '', GITHUB_ACTIONS: '' },
  },
});
