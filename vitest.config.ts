import { defineConfig } from 'vitest/config';

// unit: pure stages, no build needed. integration: real workers and environments. e2e: the whole gate and the action.
const slow = { testTimeout: 240_000, hookTimeout: 600_000 };
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.integration.test.ts', 'test/**/*.e2e.test.ts'],
          // Ends what hangs. No test is about the speed of the machine.
          testTimeout: 120_000,
          // Pure stages share nothing: one module graph for all files halves the time.
          isolate: false,
        },
      },
      { test: { name: 'integration', include: ['test/**/*.integration.test.ts'], fileParallelism: false, ...slow } },
      { test: { name: 'e2e', include: ['test/**/*.e2e.test.ts'], fileParallelism: false, ...slow } },
    ],
  },
});
