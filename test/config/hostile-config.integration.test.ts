/** A pull request writes its own configuration, its own links and its own file names: none reaches beyond the repository. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runStaticCheck } from '../../src/check.js';
import { explain, UserError } from '../../src/errors.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { git, repositoryOf } from '../discover/repository.js';
import { hostIn } from '../environments/host.js';
import { buildConvModel } from '../models/build-model.js';
import { externalTensor, modelOf } from '../onnx/model-files.js';

const SECRET = 'CanaryOfTheTests';

/** What `check` says of a repository: everything that a run would refuse. */
async function problems(files: Readonly<Record<string, string | Uint8Array>>, links: Readonly<Record<string, string>>) {
  const outside = mkdtempSync(join(tmpdir(), 'outside-'));
  onTestFinished(() => rmSync(outside, { recursive: true, force: true }));
  mkdirSync(join(outside, 'folder'));
  for (const name of ['secret', 'folder/secret']) writeFileSync(join(outside, name), SECRET);
  for (const name of ['net.onnx', 'folder/net.onnx']) writeFileSync(join(outside, name), buildConvModel());
  const place = (text: string) => text.replaceAll('OUTSIDE', outside);
  const root = repositoryOf(
    Object.fromEntries(
      Object.entries(files).map(([path, content]) => [path, typeof content === 'string' ? place(content) : content]),
    ),
  );
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    symlinkSync(place(target), join(root, path));
  }
  git(root, 'add', '--all');
  const host = hostIn(root, { assets: resolve('lib') });
  try {
    const { problems, exitCode } = await runStaticCheck({}, host);
    return { said: problems.join('\n'), exitCode };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { said: [error.explanation, ...error.others].map(explain).join('\n'), exitCode: 2 };
  }
}

const NET = { 'net.onnx': buildConvModel() };
const config = (text: string) => ({ ...NET, 'portability.yml': text });
const version = (text: string) => config(`runtimes: [{ use: onnxruntime, version: ${JSON.stringify(text)} }]`);
const node = (text: string) => config(`runtimes: [{ use: onnxruntime-node, version: ${JSON.stringify(text)} }]`);
const requires = (text: string) =>
  config(`models: [{ id: a, forms: [{ module: "net.py:Net", requirements: [${JSON.stringify(text)}] }] }]`);

const REFUSED: readonly [
  string,
  Readonly<Record<string, string | Uint8Array>>,
  Readonly<Record<string, string>>,
  RegExp,
][] = [
  ['a version with a file of requirements', version('1.20.1\n-r /etc/passwd'), {}, /give one release/],
  ['a version with an index', version('1.20.1\n--index-url http://evil'), {}, /give one release/],
  ['a version with an option', version('1.20.1 --pre'), {}, /give one release/],
  ['a version that is an address', version('@ http://evil/x.whl'), {}, /give one release/],
  ['a version that ends in a line break', version('1.20.1\n'), {}, /give one release/],
  ['a version that is a folder', node('file:../evil'), {}, /give one release/],
  ['a version that is an archive', node('http://evil/x.tgz'), {}, /give one release/],
  ['a version that is another package', node('npm:evil@1.0.0'), {}, /give one release/],
  ['a version that is a repository', node('git+ssh://evil/x'), {}, /give one release/],
  ['a version that is a tag', node('latest'), {}, /give one release/],
  ['a requirement with an address', requires('evil @ http://evil/x.whl'), {}, /give a package/],
  ['a requirement with a line break', requires('numpy\n-r /etc/passwd'), {}, /give a package/],
  ['a requirement whose version is on the next line', requires('numpy==\n1.0'), {}, /give a package/],
  ['a requirement that is an option', requires('--index-url=http://evil'), {}, /give a package/],
  ['a requirement that is a path', requires('./evil'), {}, /give a package/],
  ...['..', '../x', 'a/../../x', 'a/./x', '.', '/etc/x', 'a//b', 'a/', 'a\\b', 'a\nb', 'x'.repeat(201)].map(
    (id): (typeof REFUSED)[number] => [
      `a model called ${JSON.stringify(id.slice(0, 20))}`,
      config(`models: [{ path: net.onnx, id: ${JSON.stringify(id)} }]`),
      {},
      /^portability\.yml:1: .*id/,
    ],
  ),
  ['a sandbox that is turned off', config('sandbox: off'), {}, /sandbox/],
  ['an opt-in to code', config('allow-code: true'), {}, /allow-code/],
  ['a key of all objects', config('__proto__: { sandbox: required }'), {}, /__proto__/],
  ['the constructor of all objects', config('constructor: { prototype: 1 }'), {}, /constructor/],
  ['a key of all objects in a model', config('models: [{ path: net.onnx, __proto__: { id: evil } }]'), {}, /__proto__/],
  ['several documents', config('seed: 1\n---\nseed: 2'), {}, /several documents/],
  [
    'aliases without end',
    config(`a: &a [x]\n${Array.from({ length: 30 }, (_, i) => `b${i}: &b${i} [${'*a,'.repeat(9)}]`).join('\n')}`),
    {},
    /b0|alias/i,
  ],
  ['a model outside', config('models: [{ path: ../net.onnx }]'), {}, /\.\.\/net\.onnx/],
  ['a model at an absolute path', config('models: [{ path: OUTSIDE/net.onnx }]'), {}, /cannot be read|outside/],
  [
    'a second form outside',
    config('models: [{ id: a, forms: [net.onnx, OUTSIDE/net.onnx] }]'),
    {},
    /is an absolute path/,
  ],
  [
    'a model behind a link',
    config('models: [{ path: linked.onnx }]'),
    { 'linked.onnx': 'OUTSIDE/net.onnx' },
    /linked\.onnx: it is reached through a link/,
  ],
  [
    'a model in a linked folder',
    config('models: [{ path: far/net.onnx }]'),
    { far: 'OUTSIDE/folder' },
    /far\/net\.onnx/,
  ],
  [
    'weights behind a link',
    { 'net.onnx': onnx.ModelProto.encode(modelOf({ initializer: [externalTensor('net.data')] })).finish() },
    { 'net.data': 'OUTSIDE/secret' },
    /net\.data.*link/,
  ],
  ['code outside', config('models: [{ id: a, forms: [{ module: "../net.py:Net" }] }]'), {}, /\.\.\/net\.py/],
  [
    'weights of code outside',
    { ...config('models: [{ id: a, forms: [{ module: "net.py:Net", weights: OUTSIDE/secret }] }]'), 'net.py': '' },
    {},
    /outside|absolute|repository|secret/i,
  ],
  ['goldens outside', config('models: [{ path: net.onnx, golden: OUTSIDE/folder }]'), {}, /outside|golden/i],
  ['goldens behind a link', NET, { 'golden/net': 'OUTSIDE/folder' }, /link/],
  [
    'inputs from a file outside',
    config('models: [{ path: net.onnx, inputs: { image: { file: OUTSIDE/secret } } }]'),
    {},
    /outside|repository|file/i,
  ],
  ['an adapter outside', config('runtimes: [OUTSIDE/secret.py]'), {}, /secret\.py/],
  ['a converter outside', config('converters: [../evil.py]'), {}, /evil\.py/],
  ['a configuration behind a link', NET, { 'portability.yml': 'OUTSIDE/secret' }, /a link that leads out/],
  ['a link to itself', config('models: [{ path: loop.onnx }]'), { 'loop.onnx': 'loop.onnx' }, /loop\.onnx/],
  ['a device', config('models: [{ path: zero.onnx }]'), { 'zero.onnx': '/dev/zero' }, /zero\.onnx/],
];

test.each(REFUSED)('%s', async (_, files, links, expected) => {
  const { said, exitCode } = await problems(files, links);
  expect(said).toMatch(expected);
  expect(said).not.toContain(SECRET);
  expect(exitCode).toBeGreaterThan(0);
});
