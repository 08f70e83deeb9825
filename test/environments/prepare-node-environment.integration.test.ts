import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { nodeRuntimes } from '../../src/adapters/node-runtimes.generated.js';
import { nodePins, prepareNodeEnvironment } from '../../src/environments/prepare-node-environment.js';
import { InfrastructureError, messageOf, UserError } from '../../src/errors.js';
import { freshFolder, hostIn, inAnotherRun, SOURCES } from './host.js';

const facts = nodeRuntimes.find(({ id }) => id === 'onnxruntime-node');
if (facts === undefined) throw new Error('onnxruntime-node is gone');

/** Assets without node_modules, as in the bundled action. */
async function bareHost(changes = {}) {
  const folder = await freshFolder();
  const assets = join(folder, 'assets');
  await mkdir(join(assets, 'adapters', 'locks'), { recursive: true });
  const lock = 'adapters/locks/onnxruntime-node.package-lock.json';
  await writeFile(join(assets, lock), await readFile(join(SOURCES, lock)));
  return hostIn(folder, { assets, ...changes });
}

test('packages that ship with the gate are used where they are', async () => {
  const host = hostIn(await freshFolder());
  const { root, cached } = await prepareNodeEnvironment(facts, undefined, host);
  expect(cached).toBe(true);
  expect(createRequire(join(root, 'package.json')).resolve('onnxruntime-node')).toContain(root);
  await expect(readdir(host.cache)).rejects.toThrow('ENOENT');
});

test('packages that do not are installed from the lock, once, without the binaries of other platforms', async () => {
  const host = await bareHost();
  await writeFile(join(host.cwd, '.npmrc'), 'fund=false\n');
  const { root, key } = await prepareNodeEnvironment(facts, undefined, host);
  const require = createRequire(join(root, 'package.json'));
  expect(require('onnxruntime-node/package.json')).toMatchObject({ version: '1.30.0' });
  expect(require('onnxruntime-node')).toHaveProperty('InferenceSession');
  expect(await readdir(join(root, 'node_modules', 'onnxruntime-node', 'bin', 'napi-v6'))).toEqual([process.platform]);
  expect(await readdir(root)).not.toContain('.npmrc');
  // As in another run.
  expect(await prepareNodeEnvironment(facts, undefined, inAnotherRun(host))).toEqual({ key, root, cached: true });
});

test('`version` takes another release; one that does not exist is the user’s mistake', async () => {
  const host = await bareHost();
  const { root } = await prepareNodeEnvironment(facts, '1.20.1', host);
  expect(createRequire(join(root, 'package.json'))('onnxruntime-node/package.json')).toMatchObject({
    version: '1.20.1',
  });
  expect(await nodePins(facts, '1.20.1', host)).not.toBeNull();
  const error = await prepareNodeEnvironment(facts, '999.0.0', host).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UserError);
  expect(messageOf(error)).toContain('runtime onnxruntime-node: onnxruntime-node 999.0.0 does not exist');
  // A branch with another registry may get other packages of that name.
  await writeFile(join(host.cwd, '.npmrc'), 'registry=http://127.0.0.1:9/\n');
  expect(await nodePins(facts, '1.20.1', host)).toBeNull();
});

test('a registry that does not answer is named, and soon', async () => {
  const folder = await freshFolder();
  const settings = { npm_config_registry: 'http://127.0.0.1:9/', npm_config_cache: join(folder, 'npm') };
  const host = await bareHost({ env: { ...process.env, ...settings, npm_config_fetch_retries: '0' } });
  const error = await prepareNodeEnvironment(facts, undefined, host).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(InfrastructureError);
  expect(messageOf(error)).toMatch(
    /cannot be installed\n {2}why: .*http:\/\/127\.0\.0\.1:9\/.*ECONNREFUSED.*\n {2}next: check the network/,
  );
});

test('a registry and a program that the repository names do not run together', async () => {
  const host = await bareHost();
  const asked: string[] = [];
  const registry = createServer((request, response) => {
    asked.push(request.url ?? '');
    const dist = { tarball: 'http://127.0.0.1:9/evil.tgz', shasum: '0'.repeat(40) };
    const dependencies = { evil: 'git+https://127.0.0.1:9/evil.git' };
    const release = { name: facts.package, version: '1.20.1', dependencies, dist };
    response.end(JSON.stringify({ name: facts.package, versions: { '1.20.1': release } }));
  });
  await new Promise<void>((resolve) => registry.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void registry.close());
  const { port } = registry.address() as AddressInfo;
  const program = join(host.cwd, 'evil.sh');
  await writeFile(program, '#!/bin/sh\ntouch "$0.ran"\nexit 1\n');
  await chmod(program, 0o755);
  await writeFile(join(host.cwd, '.npmrc'), `registry=http://127.0.0.1:${port}/\ngit=${program}\n`);
  await expect(prepareNodeEnvironment(facts, '1.20.1', host)).rejects.toThrow(InfrastructureError);
  expect(asked).toContain(`/${facts.package}`);
  expect(await readdir(host.cwd)).not.toContain('evil.sh.ran');
});

test('without npm the message says so', async () => {
  const host = await bareHost({ env: { PATH: '/nowhere' } });
  await expect(prepareNodeEnvironment(facts, undefined, host)).rejects.toThrow(
    /npm is needed .* not on the PATH\n {2}next: install Node\.js/,
  );
});
