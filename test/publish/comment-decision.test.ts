import { expect, test } from 'vitest';
import { isCommentDue } from '../../src/publish/comment-decision.js';

test.each([
  ['always', true, true, true],
  ['on-change', false, true, true],
  ['on-failure', false, false, true],
  ['never', false, false, false],
] as const)('%s: all as before %s, passed with changes %s, failed %s', (mode, quiet, changed, failed) => {
  expect(isCommentDue(mode, { passed: true, changed: false })).toBe(quiet);
  expect(isCommentDue(mode, { passed: true, changed: true })).toBe(changed);
  expect(isCommentDue(mode, { passed: false, changed: false })).toBe(failed);
  expect(isCommentDue(mode, { passed: false, changed: true })).toBe(failed);
});
