import { defineConfig } from 'vitest/config';

const globalSetup = 'test/temporary-folder.ts';

// unit: pure stages, no build needed. integration: real workers and environments. e2e: the whole gate and the action.
// Ten times what they need alone: a timeout ends what hangs. Four files at a time, whatever the number of processors: each
// runs several workers with frameworks in them, which the gate by itself spreads over the processors that there are, and
// half of the time it waits for packages, for workers that start and for browsers.
const slow = { globalSetup, testTimeout: 600_000, hookTimeout: 1_800_000, maxWorkers: 4 };
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
          setupFiles: ['test/property-seed.ts'],
          // Pure stages share nothing: one module graph for all files halves the time.
          isolate: false,
          globalSetup,
        },
      },
      { test: { name: 'integration', include: ['test/**/*.integration.test.ts'], ...slow } },
      { test: { name: 'e2e', include: ['test/**/*.e2e.test.ts'], ...slow } },
    ],
  },
});
