import { expect, test } from 'vitest';
import { touchesAny } from '../../src/publish/touches-any.js';

async function* files(...names: string[]) {
  yield* names;
}

test('a file, or what lies in a folder, but not a longer name', async () => {
  const paths = ['models/a.onnx', 'models/saved'];
  expect(await touchesAny(files('README.md', 'models/a.onnx'), paths)).toBe(true);
  expect(await touchesAny(files('models/saved/variables/x'), paths)).toBe(true);
  expect(await touchesAny(files('models/a.onnx.md', 'models/saved2/x', 'a.onnx'), paths)).toBe(false);
  expect(await touchesAny(files(), paths)).toBe(false);
});
