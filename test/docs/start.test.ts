import { readdirSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runStaticCheck } from '../../src/check.js';
import { createHost, disposeHost } from '../../src/host/create-host.js';
import { silent } from '../../src/host/log.js';
import { workflowName } from '../../src/init/workflow-text.js';
import { repositoryOf } from '../discover/repository.js';
import { configOf, START_PAGES } from './start.js';

test('every page for beginners is here', () => {
  expect(readdirSync('docs/start').sort()).toEqual(START_PAGES.map(({ name }) => `${name}.md`).sort());
});

test.each(START_PAGES)('the configuration of the page $name passes the check', async (page) => {
  const cwd = repositoryOf({ ...page.files, 'portability.yml': configOf(page) });
  const host = createHost({ assets: 'src', cwd, log: silent });
  onTestFinished(() => disposeHost(host));
  expect(await runStaticCheck({}, host)).toMatchObject({ problems: [], exitCode: 0 });
});

test.each(START_PAGES)('what Python saves on the page $name has its folder', ({ name }) => {
  const text = readFileSync(`docs/start/${name}.md`, 'utf8');
  const made = [...text.matchAll(/Path\("([^"]*)"\)\.mkdir\(parents=True, exist_ok=True\)/g)].map(
    ([, folder]) => folder,
  );
  for (const [, folder] of text.matchAll(/np\.savez\(\s*"([^"]*)\/[^/"]*"/g)) expect(made).toContain(folder);
});

test('wherever a reader takes the workflow from, the one for forks listens to its name', () => {
  const first = (path: string, pattern: RegExp) => pattern.exec(readFileSync(path, 'utf8'))?.[1];
  const names = ['README.md', 'docs/many-machines.md'].map((path) => first(path, /^name: (.*)$/m));
  expect([...names, first('docs/forks.md', /workflows: \[(.*)\]/)]).toEqual(Array(3).fill(workflowName('')));
});
