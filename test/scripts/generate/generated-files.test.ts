import { expect, test } from 'vitest';
import { isStale } from '../../../scripts/generate/generated-file.js';
import { filesOfDescriptions } from '../../../scripts/generate/generated-files.js';
import { listOf, nodeRuntimes } from '../../../scripts/generate/node-runtimes.js';

test('schemas, the page of the configuration and the list of runtimes are as the sources have them', async () => {
  const files = [nodeRuntimes(), ...(await filesOfDescriptions())];
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter(isStale).map(({ path }) => path)).toEqual([]);
});

test('a runtime becomes a line by its file name', () => {
  const text = listOf(['one', 'two-words']);
  expect(text).toContain("import twoWords from './runtimes/two-words.js';\n");
  expect(text).toContain('= [one, twoWords];\n');
});
