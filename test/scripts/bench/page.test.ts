import { expect, test } from 'vitest';
import { median } from '../../../scripts/bench/median.js';
import { performancePage } from '../../../scripts/bench/page.js';

const speed = { seconds: 0.1, gigabytesPerSecond: 8 };

test('the page has the medians and their ratio, round by round', () => {
  const page = performancePage(
    { processors: 2, processor: 'Fast' },
    {
      rounds: 3,
      warm: { gate: [2, 3, 9], script: [2, 1, 3] },
      cold: { gate: 10, script: 20 },
      oneAtATime: 4,
    },
    {
      benchmark: 'compare',
      elements: 100_000_000,
      compare: speed,
      processors: 2,
      parallel: speed,
      read: speed,
      numpyAllclose: null,
      numpyMetrics: null,
      fasterThanNumpy: null,
      fasterThanNumpyMetrics: null,
      parallelSpeedUp: 1,
      shareOfReadSpeed: 1,
    },
  );
  expect(page).toContain('on 2 processors (Fast)');
  expect(page).toContain('| warm, median of 3 | 3.00 s | 2.00 s | **3.00×** |');
  expect(page).toContain('| warm, one worker at a time | 4.00 s | 2.00 s | 2.00× |');
  expect(page).toContain('| 10.00 s | 20.00 s | 0.50× |');
  expect(page).toContain('100,000,000 float32 elements');
});

test('a median needs a value', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(() => median([])).toThrow(RangeError);
});
