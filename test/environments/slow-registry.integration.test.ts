/** Package indexes that do not behave: an installation ends well or with true words, within a bound, and leaves nothing. */
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeRuntimes } from '../../src/adapters/node-runtimes.generated.js';
import { readPythonRuntime } from '../../src/adapters/python-header.js';
import { pythonsOnPath } from '../../src/environments/find-python.js';
import { findUv } from '../../src/environments/find-uv.js';
import { prepareNodeEnvironment } from '../../src/environments/prepare-node-environment.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import { InfrastructureError, messageOf, UserError } from '../../src/errors.js';
import { zipFiles } from '../publish/zip-files.js';
import { sharedCache } from './fresh-cache.js';
import { freshFolder, hostIn, SOURCES } from './host.js';
import { type BehaviourName, type Offered, openRegistry, type Registry } from './registry.js';

/** An hour that no case here needs: what is too slow for its own bounds fails by its words. */
const timeout = 3_600_000;

const WELL: readonly BehaviourName[] = ['well', 'slow', 'busy at first', 'unavailable at first', 'cut at first'];

async function opened(behaviour: BehaviourName, offered: Offered): Promise<Registry> {
  const registry = await openRegistry(offered, behaviour);
  onTestFinished(() => registry.close());
  return registry;
}

async function made(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'made',
    (error: unknown) => error,
  );
}

/** What an installation has left in the cache, by the names of the environments. */
const left = (cache: string) => readdir(join(cache, 'environments')).catch(() => []);

/** An environment with one package, from an index that behaves so. */
async function pythonFrom(behaviour: BehaviourName) {
  const folder = await freshFolder();
  const wheel = await zipFiles({
    'tiny.py': 'GOOD = True\n',
    'tiny-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n',
    'tiny-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'tiny-1.0.dist-info/RECORD': ['tiny.py,,', 'tiny-1.0.dist-info/RECORD,,', ''].join('\n'),
  });
  const registry = await opened(behaviour, { wheels: { 'tiny-1.0-py3-none-any.whl': wheel }, npm: {} });
  const shared = hostIn(sharedCache, { cache: sharedCache });
  const PATH = [dirname(await findUv(shared, await pythonsOnPath(shared))), process.env.PATH].join(delimiter);
  const bare = { PIP_CONFIG_FILE: devNull, PIP_FIND_LINKS: '', PIP_EXTRA_INDEX_URL: '', UV_FIND_LINKS: '' };
  const index = {
    UV_CACHE_DIR: join(folder, 'uv'),
    UV_DEFAULT_INDEX: registry.python,
    UV_HTTP_TIMEOUT: '2',
    UV_HTTP_RETRIES: '2',
  };
  const host = hostIn(folder, { env: { ...process.env, ...bare, PATH, ...index } });
  const { overrides: _, ...facts } = await readPythonRuntime(
    join(SOURCES, 'adapters', 'runtimes', 'onnx-reference.py'),
  );
  const outcome = await made(preparePythonEnvironment({ ...facts, dependencies: ['tiny==1.0'] }, undefined, host));
  return { outcome, left: await left(host.cache) };
}

test.each(WELL)('for Python, an index that is %s', { timeout }, async (behaviour) => {
  const { outcome, left } = await pythonFrom(behaviour);
  expect(outcome).toBe('made');
  expect(left).toHaveLength(1);
});

test.each<[BehaviourName, RegExp]>([
  ['busy', /429 Too Many Requests/],
  ['unavailable', /503 Service Unavailable/],
  ['cut', /why: Failed to fetch: .*end of file|incomplete|closed/],
  ['silent', /why: .*(timed? ?out|timeout)/i],
  ['other bytes', /why: Failed to download/],
])('for Python, an index that is %s for ever', { timeout }, async (behaviour, why) => {
  const { outcome, left } = await pythonFrom(behaviour);
  expect(outcome).toBeInstanceOf(InfrastructureError);
  expect(messageOf(outcome)).toMatch(why);
  expect(messageOf(outcome)).toMatch(/^adapter onnx-reference, package index http:.*\n.*\n {2}next: check the network/);
  expect(left).toEqual([]);
});

test('an index that answers with a page to sign in is not taken for a conflict', { timeout }, async () => {
  const { outcome, left } = await pythonFrom('a page to sign in');
  expect(outcome).toBeInstanceOf(UserError);
  expect(messageOf(outcome)).toMatch(
    /^onnx-reference\.py: its dependencies are not in package index http:.*\n {2}why: .*no version of tiny.*\n {2}next: fix .* or the settings of the index/,
  );
  expect(left).toEqual([]);
});

/** Another release of a runtime for Node.js, from a registry that behaves so. */
async function nodeFrom(behaviour: BehaviourName) {
  const folder = await freshFolder();
  const name = 'onnxruntime-node';
  const facts = nodeRuntimes.find(({ id }) => id === name);
  if (facts === undefined) throw new Error(`${name} is gone`);
  await mkdir(join(folder, 'package'));
  await writeFile(join(folder, 'package', 'package.json'), JSON.stringify({ name, version: '1.20.1' }));
  execFileSync('tar', ['-czf', 'package.tgz', 'package'], { cwd: folder });
  const archive = await readFile(join(folder, 'package.tgz'));
  const registry = await opened(behaviour, { wheels: {}, npm: { [name]: { version: '1.20.1', archive } } });
  const settings = {
    npm_config_registry: registry.npm,
    npm_config_cache: join(folder, 'npm'),
    npm_config_fetch_timeout: '2000',
  };
  const host = hostIn(folder, { assets: join(folder, 'assets'), env: { ...process.env, ...settings } });
  const outcome = await made(prepareNodeEnvironment({ ...facts, dependencies: [`${name}@1.30.0`] }, '1.20.1', host));
  return { outcome, left: await left(host.cache) };
}

test.each(WELL)('for Node.js, a registry that is %s', { timeout }, async (behaviour) => {
  const { outcome, left } = await nodeFrom(behaviour);
  expect(outcome).toBe('made');
  expect(left).toHaveLength(1);
});

test.each<[BehaviourName, RegExp]>([
  ['busy', /429 Too Many Requests/],
  ['unavailable', /503 Service Unavailable/],
  ['cut', /why: Invalid response body while trying to fetch http/],
  ['silent', /why: .*(timeout|ETIMEDOUT)/],
  ['other bytes', /why: .*integrity checksum failed/],
  ['a page to sign in', /why: .*not valid JSON/],
])('for Node.js, a registry that is %s for ever', { timeout }, async (behaviour, why) => {
  const { outcome, left } = await nodeFrom(behaviour);
  expect(outcome).toBeInstanceOf(InfrastructureError);
  expect(messageOf(outcome)).toMatch(why);
  expect(messageOf(outcome)).toMatch(/^runtime onnxruntime-node, npm: .*\n.*\n {2}next: check the network/);
  expect(left).toEqual([]);
});
