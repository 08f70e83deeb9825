import { execFileSync } from 'node:child_process';
import { chmod, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { devNull } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { readPythonRuntime } from '../../src/adapters/python-header.js';
import { knownLock } from '../../src/environments/find-lock.js';
import { findPython, pythonsOnPath } from '../../src/environments/find-python.js';
import { findUv } from '../../src/environments/find-uv.js';
import { preparePythonEnvironment } from '../../src/environments/prepare-python-environment.js';
import { probePython } from '../../src/environments/probe-python.js';
import { InfrastructureError, messageOf, UserError } from '../../src/errors.js';
import { findOnPath } from '../../src/host/find-on-path.js';
import type { Host } from '../../src/host/host.js';
import { zipFiles } from '../publish/zip-files.js';
import { sharedCache } from './fresh-cache.js';
import { freshFolder, hostIn, inAnotherRun, SOURCES } from './host.js';

const shipped = (id: string) => readPythonRuntime(join(SOURCES, 'adapters', 'runtimes', `${id}.py`));
const importVersion = (python: string, name: string) =>
  execFileSync(python, ['-I', '-c', `from importlib.metadata import version; print(version("${name}"))`], {
    encoding: 'utf8',
  }).trim();

/** A PATH of its own: the named programs of this machine, and scripts. */
async function pathWith(
  folder: string,
  programs: readonly string[],
  scripts: Record<string, string> = {},
): Promise<string> {
  // Programs in the working directory are not run.
  const bin = await freshFolder();
  for (const program of programs) {
    const file = await findOnPath(process.env, program);
    if (file === null) throw new Error(`${program} is not on the PATH`);
    const real = program.startsWith('python') ? (await probePython(file, hostIn(folder)))?.executable : file;
    await symlink(real ?? file, join(bin, program));
  }
  for (const [name, script] of Object.entries(scripts)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  return bin;
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => 'succeeded',
    (error: unknown) => error,
  );
}

test('an environment is installed once; gates at the same time share it; a broken one is made anew', async () => {
  const folder = await freshFolder();
  const host = hostIn(folder);
  const facts = await shipped('onnx-reference');
  const both = await Promise.all([1, 2].map(() => preparePythonEnvironment(facts, undefined, inAnotherRun(host))));
  expect(new Set(both.map(({ key }) => key)).size).toBe(1);
  const [{ key, python }] = both as [(typeof both)[number], unknown];
  expect(importVersion(python, 'onnx')).toBe('1.23.2');
  expect(await preparePythonEnvironment(facts, undefined, inAnotherRun(host))).toEqual({ key, python, cached: true });
  expect(await readdir(join(host.cache, 'environments'))).toEqual([key]);
  // The interpreter went, as after an upgrade of Python.
  await rm(python);
  expect(await preparePythonEnvironment(facts, undefined, inAnotherRun(host))).toEqual({ key, python, cached: false });
});

test('`version` is another environment of that release, and one that does not exist is the user’s mistake', async () => {
  const host = hostIn(await freshFolder());
  const facts = await shipped('onnxruntime');
  const { python } = await preparePythonEnvironment(facts, '1.20.1', host);
  expect(importVersion(python, 'onnxruntime')).toBe('1.20.1');
  expect(await preparePythonEnvironment(facts, '1.20.1', inAnotherRun(host))).toMatchObject({ python, cached: true });
  const error = await failure(preparePythonEnvironment(facts, '999.0', host));
  expect(error).toBeInstanceOf(UserError);
  expect(messageOf(error)).toMatch(
    /adapter onnxruntime, .*: onnxruntime 999\.0 cannot be installed\n {2}why: .*no version of onnxruntime==999\.0/,
  );
  const known = async () => knownLock(facts, '1.20.1', await findPython(facts, host), host);
  expect(await known()).not.toBeNull();
  // A branch with another index may get other packages of that name.
  await writeFile(join(host.cwd, 'uv.toml'), 'index-url = "http://127.0.0.1:9/simple"\n');
  expect(await known()).toBeNull();
});

/** The folder of uv on this machine, which the gate installs where there is none. */
async function folderOfUv(): Promise<string> {
  const host = hostIn(sharedCache, { cache: sharedCache });
  return dirname(await findUv(host, await pythonsOnPath(host)));
}

test.each([
  ['pip', { PIP_INDEX_URL: 'http://me:secret@127.0.0.1:9/simple' }],
  ['uv', { UV_DEFAULT_INDEX: 'http://me:secret@127.0.0.1:9/simple' }],
])('an index set for %s that does not answer is named, without its password, and soon', async (_, index) => {
  const folder = await freshFolder();
  const PATH = [await folderOfUv(), process.env.PATH].join(delimiter);
  const host = hostIn(folder, {
    env: { ...process.env, PATH, UV_CACHE_DIR: join(folder, 'uv'), UV_HTTP_RETRIES: '1', ...index },
  });
  const error = await failure(preparePythonEnvironment(await shipped('onnx-reference'), undefined, host));
  expect(error).toBeInstanceOf(InfrastructureError);
  expect(messageOf(error)).toMatch(
    /^adapter onnx-reference, package index http:\/\/127\.0\.0\.1:9\/simple: ONNX reference evaluator cannot be installed\n {2}why: Failed to fetch: .*127\.0\.0\.1:9.*refused.*\n {2}next: check the network/i,
  );
  expect(messageOf(error)).not.toContain('secret');
  expect(await readdir(join(host.cache, 'environments'))).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'a build with a + in its version is not replaced by another where no index has it, and the message says what to set',
  async () => {
    const folder = await freshFolder();
    const bare = { PIP_CONFIG_FILE: devNull, PIP_FIND_LINKS: '', PIP_EXTRA_INDEX_URL: '', UV_FIND_LINKS: '' };
    const host = hostIn(folder, { env: { ...process.env, ...bare } });
    const error = await failure(preparePythonEnvironment(await shipped('pytorch'), undefined, host));
    expect(error).toBeInstanceOf(InfrastructureError);
    expect(messageOf(error)).toMatch(
      /^adapter pytorch, .*: torch==2\.13\.0\+cpu cannot be found\n.*\n {2}next: .*\(extra-index-url, find-links\)/,
    );
    expect(await readdir(folder)).not.toContain('environments');
  },
);

test('nothing of what is installed runs, and its modules are compiled all the same', async () => {
  const folder = await freshFolder();
  const ran = join(folder, 'ran');
  const wheel = await zipFiles({
    'evil.pth': `import pathlib; pathlib.Path(${JSON.stringify(ran)}).touch()\n`,
    'evil.py': 'GOOD = False\n',
    'evil-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: evil\nVersion: 1.0\n',
    'evil-1.0.dist-info/WHEEL': 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    'evil-1.0.dist-info/RECORD': ['evil.pth,,', 'evil.py,,', 'evil-1.0.dist-info/RECORD,,', ''].join('\n'),
  });
  await writeFile(join(folder, 'evil-1.0-py3-none-any.whl'), wheel);
  const host = hostIn(folder, { env: { ...process.env, UV_NO_INDEX: '1', UV_FIND_LINKS: folder } });
  const { overrides: _, ...facts } = await shipped('onnx-reference');
  const { python } = await preparePythonEnvironment({ ...facts, dependencies: ['evil==1.0'] }, undefined, host);
  expect(await readdir(folder)).not.toContain('ran');
  const compiled = execFileSync(python, ['-I', '-c', 'import evil; print(evil.__cached__)'], { encoding: 'utf8' });
  expect(await readdir(dirname(compiled.trim()))).toHaveLength(1);
  // Its code runs where it is imported.
  expect(await readdir(folder)).toContain('ran');
});

test('without uv, the pinned one is installed by pip into the cache', async () => {
  const folder = await freshFolder();
  const PATH = await pathWith(folder, ['python3']);
  const host: Host = hostIn(folder, { env: { ...process.env, PATH } });
  const { python } = await preparePythonEnvironment(await shipped('onnx-reference'), undefined, host);
  expect(importVersion(python, 'onnx')).toBe('1.23.2');
  expect(await readdir(join(host.cache, 'uv'))).toEqual(['uv-0.13.9']);
});

test('where uv is to be installed first, an index that does not answer is named as well', async () => {
  const folder = await freshFolder();
  const PATH = await pathWith(folder, ['python3']);
  const index = { PIP_INDEX_URL: 'http://me:secret@127.0.0.1:9/simple', PIP_RETRIES: '1', PIP_CONFIG_FILE: devNull };
  const host = hostIn(folder, { env: { ...process.env, PIP_FIND_LINKS: '', ...index, PATH } });
  const error = await failure(preparePythonEnvironment(await shipped('onnx-reference'), undefined, host));
  expect(error).toBeInstanceOf(InfrastructureError);
  expect(messageOf(error)).toMatch(
    /^pip, package index http:\/\/127\.0\.0\.1:9\/simple: uv cannot be installed\n {2}why: .*refused.*\n {2}next: install uv/i,
  );
  expect(messageOf(error)).not.toContain('secret');
});

test('with neither uv nor pip the message says what to install', async () => {
  const folder = await freshFolder();
  // As Debian ships it: python3 alone, pip and venv in packages of their own.
  const PATH = await pathWith(folder, [], {
    python3: `case "$*" in *"-m pip"*|*"-m venv"*) exit 1;; esac
echo "{\\"executable\\": \\"$0\\", \\"version\\": \\"3.11.2\\", \\"platform\\": \\"debian\\", \\"bytecodeTag\\": \\"cpython-311\\"}"`,
  });
  const error = await failure(
    preparePythonEnvironment(await shipped('onnx-reference'), undefined, hostIn(folder, { env: { PATH } })),
  );
  expect(error).toBeInstanceOf(InfrastructureError);
  expect(messageOf(error)).toMatch(
    /^Python 3\.11\.2: uv, which installs Python runtimes, was not found and cannot be installed\n {2}why: this Python has neither pip nor a working venv\n {2}next: install pip .*apt-get/,
  );
});

test('a Python that is too old is told with its version', async () => {
  const folder = await freshFolder();
  const PATH = await pathWith(folder, [], {
    python3: `echo '{"executable": "/old/python3", "version": "3.8.18", "platform": "old", "bytecodeTag": "cpython-38"}'`,
    uv: 'case "$1" in --version) echo "uv 0.13.9";; *) exit 2;; esac',
  });
  const error = await failure(
    preparePythonEnvironment(await shipped('onnxruntime'), undefined, hostIn(folder, { env: { PATH } })),
  );
  expect(messageOf(error)).toMatch(
    /^adapter onnxruntime: no Python >=3\.11 was found\n {2}why: the PATH has Python 3\.8\.18\n {2}next: /,
  );
});

test('without any Python the message says so', async () => {
  const folder = await freshFolder();
  const error = await failure(
    preparePythonEnvironment(await shipped('openvino'), undefined, hostIn(folder, { env: { PATH: dirname(folder) } })),
  );
  expect(error).toBeInstanceOf(InfrastructureError);
  expect(messageOf(error)).toContain('there is no working python3 on the PATH');
});
