import { expect, test } from 'vitest';
import { residentBytes } from '../../src/worker/resident-bytes.js';

test.runIf(process.platform !== 'win32')('is about what the process says of itself', () => {
  const own = residentBytes(process.pid);
  expect(own).toBeGreaterThan(process.memoryUsage().rss / 2);
  expect(own).toBeLessThan(process.memoryUsage().rss * 2);
});

test('of a process that is not there nothing is known', () => {
  expect(residentBytes(2 ** 30)).toBeNull();
});
