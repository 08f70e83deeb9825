/** What users copy and what GitHub reads of us, held to GitHub's schemas and to a security linter. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { pypiProgram } from './pypi-program.js';

const execute = promisify(execFile);
const OWN = ['ci', 'docs', 'nightly', 'release'].map((name) => `.github/workflows/${name}.yml`);
const FORMS = ['failure', 'idea', 'wrong-verdict'].map((name) => `.github/ISSUE_TEMPLATE/${name}.yml`);
const ACTIONS = ['action.yml', 'publish/action.yml', 'merge/action.yml'];

test('zizmor has no finding, not even a pedantic one', async () => {
  const zizmor = await pypiProgram('zizmor==1.32.0', 'zizmor');
  const { stdout } = await execute(zizmor, [...['--offline', '--persona', 'pedantic', '--format', 'json'], ...ACTIONS]);
  expect(JSON.parse(stdout)).toEqual([]);
});

test('of our own workflows neither', async () => {
  const zizmor = await pypiProgram('zizmor==1.32.0', 'zizmor');
  const args = ['--offline', '--persona', 'pedantic', '--format', 'json', '--no-exit-codes'];
  const { stdout } = await execute(zizmor, [...args, ...OWN, '.github/dependabot.yml']);
  const found: { ident: string }[] = JSON.parse(stdout);
  expect([...new Set(found.map(({ ident }) => ident))]).toEqual([]);
});

test('of the reusable one only that it names our own actions by a tag, since its own commit does not exist yet', async () => {
  const zizmor = await pypiProgram('zizmor==1.32.0', 'zizmor');
  const args = ['--offline', '--persona', 'pedantic', '--format', 'json', '--no-exit-codes'];
  const { stdout } = await execute(zizmor, [...args, '.github/workflows/portability.yml', 'cache/action.yml']);
  const found: { ident: string }[] = JSON.parse(stdout);
  expect(found.map(({ ident }) => ident)).toEqual(['unpinned-uses', 'unpinned-uses', 'unpinned-uses']);
});

test.each([
  ['vendor.github-workflows', [...OWN, '.github/workflows/portability.yml']],
  ['vendor.github-actions', [...ACTIONS, 'cache/action.yml']],
  ['vendor.github-issue-forms', FORMS],
  ['vendor.github-issue-config', ['.github/ISSUE_TEMPLATE/config.yml']],
  ['vendor.dependabot', ['.github/dependabot.yml']],
  ['vendor.renovate', ['renovate.json']],
])('%s accepts %j', async (schema, files) => {
  const check = await pypiProgram('check-jsonschema==0.39.0', 'check-jsonschema');
  const { stdout } = await execute(check, ['--builtin-schema', schema, ...files]);
  expect(stdout).toContain('ok');
});
