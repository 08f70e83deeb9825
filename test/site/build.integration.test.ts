/** The documentation as a web site, built in a folder of its own from a fresh installation of its lock. */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const GENERATED = ['node_modules', 'pages', 'dist', 'cache', '.temp'];
let root = '';

const npm = (...args: readonly string[]) =>
  spawnSync('npm', args, { cwd: join(root, 'site'), encoding: 'utf8', shell: process.platform === 'win32' });

beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'site-')));
  cpSync('docs', join(root, 'docs'), { recursive: true });
  cpSync('site', join(root, 'site'), {
    recursive: true,
    filter: (path) => !GENERATED.some((name) => path.split(/[\\/]/).includes(name)),
  });
  const { status, stderr } = npm('ci', '--no-audit', '--no-fund');
  expect([status, stderr]).toEqual([0, expect.anything()]);
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

test('every page becomes one of the site, with its pictures', () => {
  const { status, stdout, stderr } = npm('run', 'build');
  expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('build complete'), expect.anything()]);
  const built = (path: string) => join(root, 'site/dist', path);
  const pages = readdirSync('docs', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.md'));
  for (const page of pages)
    expect(existsSync(built(page === 'README.md' ? 'index.html' : page.replace(/\.md$/, '.html'))), page).toBe(true);
  const report = readFileSync(built('report.html'), 'utf8');
  for (const [, image = ''] of report.matchAll(/href="(images\/[^"]+)"/g)) expect(existsSync(built(image))).toBe(true);
  expect(report).toContain('/blob/main/README.md#on-the-command-line"');
});

test('a link to a page that does not exist ends the build', () => {
  appendFileSync(join(root, 'docs/costs.md'), '\n[gone](gone.md)\n');
  const { status, stdout, stderr } = npm('run', 'build');
  expect(status).not.toBe(0);
  expect(stdout + stderr).toMatch(/dead link.*\.\/gone/i);
});
