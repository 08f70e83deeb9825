/** A pull request that makes its own rules is told apart. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readBaseline } from '../../src/baseline/read-baseline.js';
import { loadConfig } from '../../src/config/load-config.js';
import { changedRules } from '../../src/recorded/changed-rules.js';
import { folderOf, git, repositoryOf } from '../discover/repository.js';
import { hostIn } from '../environments/host.js';

const STRICT = 'runtimes: [a, ./ci/own.py]\ntolerance: { atol: 1 }\n';

function lock(...models: readonly string[]): string {
  const approvals = models.map((model) => ({
    ...{ model, runtime: 'a', state: 'drift', sha256: 'a'.repeat(64), measured: [] },
    ...{ author: 'x', reason: 'y', date: '2026-01-01' },
  }));
  return JSON.stringify({ version: 1, approvals, models: [], cells: [] }, null, 2);
}

/** What is told of a pull request that writes these files, or removes those that are null. */
async function told(
  changes: Readonly<Record<string, string | null>>,
  base?: string,
  failOnGiven = false,
): Promise<string[]> {
  const root = repositoryOf({
    'portability.yml': STRICT,
    'portability.lock.json': lock('net'),
    'net.onnx': 'x',
    'ci/own.py': 'x',
    'golden/net/one.outputs.npz': 'x',
  });
  git(root, 'commit', '--quiet', '--message', 'base');
  const sha = base ?? git(root, 'rev-parse', 'HEAD').trim();
  for (const [path, text] of Object.entries(changes)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    if (text === null) rmSync(join(root, path));
    else writeFileSync(join(root, path), text);
  }
  git(root, 'add', '--all');
  git(root, 'commit', '--quiet', '--allow-empty', '--message', 'change');
  const event = join(folderOf({}), 'event.json');
  const head = { sha: 'b'.repeat(40), repo: null };
  writeFileSync(event, JSON.stringify({ pull_request: { number: 1, head, base: { ref: 'main', sha } } }));
  const { config, path } = loadConfig(root);
  const rules = { config, configPath: path, baseline: await readBaseline(root), failOnGiven };
  const found = await changedRules(rules, hostIn(root, { env: { ...process.env, GITHUB_EVENT_PATH: event } }));
  return found.map((rule) => `${rule.path}: ${rule.text}`);
}

test('nothing is told where the rules stay, whatever else is changed or added', async () => {
  expect(await told({})).toEqual([]);
  const fresh = {
    'new.onnx': 'x',
    'golden/new/one.outputs.npz': 'x',
    'a/b.onnx': 'x',
    'golden/a/b/c.outputs.npz': 'x',
  };
  expect(await told({ 'net.onnx': 'y', 'golden/net/two.inputs.npz': 'x', ...fresh })).toEqual([]);
});

test('a configuration that judges otherwise is told, also one that is moved or removed', async () => {
  const wider = STRICT.replace('atol: 1', 'atol: 9');
  const sentence = '`tolerance` is `{"atol":9}`, and was `{"atol":1}`';
  expect(await told({ 'portability.yml': wider })).toEqual([`portability.yml: ${sentence}`]);
  expect(await told({ 'portability.yml': null, '.github/portability.yml': wider })).toEqual([
    `.github/portability.yml: ${sentence}`,
  ]);
  expect((await told({ 'portability.yml': null })).join('\n')).toContain('`runtimes` is left out');
});

test('what decides the failure is told unless the workflow decides that', async () => {
  const lax = { 'portability.yml': `${STRICT}fail-on: never\n` };
  expect(await told(lax)).toEqual(['portability.yml: `fail-on` is `never`, and was `drift`']);
  expect(await told(lax, undefined, true)).toEqual([]);
});

test('approvals that the base branch does not have', async () => {
  expect(await told({ 'portability.lock.json': lock('net', 'other') })).toEqual([
    'portability.lock.json: it accepts `other` on `a`',
  ]);
});

test('goldens that are replaced or removed, models that are removed, and what runs them', async () => {
  expect(await told({ 'golden/net/one.outputs.npz': 'y' })).toEqual([
    'golden/net/one.outputs.npz: it replaces golden cases: `golden/net/one.outputs.npz`',
  ]);
  expect(await told({ 'golden/net/one.outputs.npz': null, 'net.onnx': null, 'ci/own.py': 'y' })).toEqual([
    'golden/net/one.outputs.npz: it removes golden cases: `golden/net/one.outputs.npz`',
    'net.onnx: it removes models: `net.onnx`',
    'ci/own.py: it changes what runs the models: `ci/own.py`',
  ]);
});

test('golden outputs for a model that was compared with others before', async () => {
  const what = 'it adds golden outputs, which are now what the model is compared with';
  expect(await told({ 'golden/net/two.outputs.npz': 'x' })).toEqual([
    `golden/net/two.outputs.npz: ${what}: \`golden/net/two.outputs.npz\``,
  ]);
  expect(await told({ 'golden/net/test_data_set_0/output_0.pb': 'x' })).toHaveLength(1);
});

test('nothing is known without the base', async () => {
  for (const base of ['c'.repeat(40), '--help', '']) expect(await told({ 'net.onnx': null }, base)).toEqual([]);
});
