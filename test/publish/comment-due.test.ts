import { expect, test } from 'vitest';
import { commentDue, touchesAny } from '../../src/publish/comment-due.js';

test.each([
  ['always', 'yes', 'yes'],
  ['on-change', 'if-models-change', 'yes'],
  ['on-failure', 'no', 'yes'],
  ['never', 'no', 'no'],
] as const)('%s: passed %s, failed %s', (mode, passed, failed) => {
  expect(commentDue(mode, true)).toBe(passed);
  expect(commentDue(mode, false)).toBe(failed);
});

async function* files(...names: string[]) {
  yield* names;
}

test('a file, or what is inside a folder, but not a longer name', async () => {
  const paths = ['models/a.onnx', 'models/saved'];
  expect(await touchesAny(files('README.md', 'models/a.onnx'), paths)).toBe(true);
  expect(await touchesAny(files('models/saved/variables/x'), paths)).toBe(true);
  expect(await touchesAny(files('models/a.onnx.md', 'models/saved2/x', 'a.onnx'), paths)).toBe(false);
  expect(await touchesAny(files(), paths)).toBe(false);
});
