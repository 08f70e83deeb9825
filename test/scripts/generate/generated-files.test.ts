import { expect, test } from 'vitest';
import { isStale } from '../../../scripts/generate/generated-file.js';
import { filesOfDescriptions } from '../../../scripts/generate/generated-files.js';
import { listOfRuntimes, nodeRuntimes } from '../../../scripts/generate/node-runtimes.js';
import { listOfRules, toleranceRules } from '../../../scripts/generate/tolerance-rules.js';

test('schemas, the page of the configuration and the lists of runtimes and rules are as the sources have them', async () => {
  const files = [nodeRuntimes(), toleranceRules(), ...(await filesOfDescriptions())];
  expect(files.length).toBeGreaterThan(4);
  expect(files.filter(isStale).map(({ path }) => path)).toEqual([]);
});

test('a runtime becomes a line by its file name', () => {
  const text = listOfRuntimes(['one', 'two-words']);
  expect(text).toContain("import twoWords from './runtimes/two-words.js';\n");
  expect(text).toContain('= [one, twoWords];\n');
});

test('so does a tolerance rule, with what the documents hold of it', () => {
  const text = listOfRules(['one', 'two-words']);
  expect(text).toContain("import twoWords from './rules/two-words.js';\n");
  expect(text).toContain('export const ruleFields = { ...one.fields, ...twoWords.fields };\n');
});
