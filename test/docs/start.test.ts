import { readdirSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { runStaticCheck } from '../../src/check.js';
import { createHost, disposeHost } from '../../src/host/create-host.js';
import { silent } from '../../src/host/log.js';
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
