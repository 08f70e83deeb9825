/** What the pages for beginners show runs, on the columns that need no download. */
import { expect, test } from 'vitest';
import { configOf, START_PAGES } from '../docs/start.js';
import { portability, repository } from './cli.js';

test.each(START_PAGES.filter(({ embedded }) => embedded.length > 0))('docs/start, $name', async (page) => {
  const root = await repository({ ...page.files, 'portability.yml': configOf(page) });
  const { code, stdout, stderr } = await portability(['run', '--runtimes', page.embedded.join(',')], root);
  expect(code, stdout + stderr).toBe(0);
});
