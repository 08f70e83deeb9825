import { expect, test } from 'vitest';
import { commentDue } from '../../src/publish/comment-due.js';

test.each([
  ['always', 'yes', 'yes'],
  ['on-change', 'if-models-change', 'yes'],
  ['on-failure', 'no', 'yes'],
  ['never', 'no', 'no'],
] as const)('%s: passed %s, failed %s', (mode, passed, failed) => {
  expect(commentDue(mode, true)).toBe(passed);
  expect(commentDue(mode, false)).toBe(failed);
});
