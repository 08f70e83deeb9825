import { expect, test } from 'vitest';
import { benchComparer } from '../../../scripts/bench/comparer.js';
import { measure } from '../../../src/compare/kernel/measure.js';
import { TallyPool } from '../../../src/compare/kernel/tally-pool.js';
import { programs } from '../scratch.js';

// Too small for other threads: none is started.
const comparer = { measure, pool: new TallyPool('none', 0) };

test('a few elements, without numpy', () => {
  const measured = benchComparer(10_000, comparer, 'no-such-python');
  expect(measured).toMatchObject({
    benchmark: 'compare',
    elements: 10_000,
    numpyAllclose: null,
    fasterThanNumpy: null,
  });
  expect(measured.compare.gigabytesPerSecond).toBeGreaterThan(0);
});

test.skipIf(process.platform === 'win32')('beside what numpy says it took', () => {
  programs({ python: 'echo "2.4.6 0.5 $2"' });
  const { numpyAllclose, numpyMetrics } = benchComparer(1000, comparer, 'python');
  expect(numpyAllclose).toMatchObject({ version: '2.4.6', seconds: 0.5 });
  expect(numpyMetrics).toMatchObject({ seconds: 1000 });
});
