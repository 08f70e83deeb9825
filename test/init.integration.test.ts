/** Small repositories as `portability init` finds them: what it writes passes the gate's own check. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { runStaticCheck } from '../src/check.js';
import { createHost, disposeHost } from '../src/host/create-host.js';
import type { Host } from '../src/host/host.js';
import { silent } from '../src/host/log.js';
import { filesText, initText } from '../src/init/init-text.js';
import { type InitRequest, initRepository } from '../src/init.js';
import { git, repositoryOf } from './discover/repository.js';
import { buildConvModel, buildDenseModel } from './models/build-model.js';
import { buildTfliteConvModel } from './models/build-tflite.js';

const PLAIN: InitRequest = { forks: false, dryRun: false };
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:aa\nsize 5\n';

function hostOf(cwd: string): Host {
  const host = createHost({ assets: 'src', cwd, log: silent });
  onTestFinished(() => disposeHost(host));
  return host;
}

const init = (root: string, request: Partial<InitRequest> = {}) =>
  initRepository({ ...PLAIN, ...request }, hostOf(root));
const written = (root: string, path = 'portability.yml') => readFileSync(join(root, path), 'utf8');

async function expectClean(root: string): Promise<void> {
  git(root, 'add', '--all');
  expect(await runStaticCheck({}, hostOf(root))).toMatchObject({ problems: [], exitCode: 0 });
}

test.each<[string, Record<string, Uint8Array | string>, unknown]>([
  ['one ONNX model', { 'net.onnx': buildDenseModel() }, undefined],
  ['two models', { 'a.onnx': buildDenseModel(1), 'b.onnx': buildDenseModel(2) }, undefined],
  [
    'one network in two formats, channels first and last',
    { 'models/net.onnx': buildConvModel(), 'mobile/net.tflite': buildTfliteConvModel() },
    [
      {
        forms: [
          'models/net.onnx',
          { path: 'mobile/net.tflite', layouts: { image: [0, 2, 3, 1], features: [0, 2, 3, 1] } },
        ],
      },
    ],
  ],
  [
    'a variant of lower precision',
    { 'net.onnx': buildDenseModel(), 'net_fp16.onnx': buildDenseModel() },
    [{ forms: ['net.onnx', { path: 'net_fp16.onnx', precision: 'f16' }] }],
  ],
  [
    'two networks of one name',
    { 'net.onnx': buildDenseModel(), 'net.tflite': buildTfliteConvModel() },
    [{ path: 'net.onnx' }, { path: 'net.tflite' }],
  ],
  [
    'what is skipped where no model is named waits where one is',
    { 'a.onnx': buildDenseModel(), 'b.onnx': POINTER, 'c.pt': '' },
    [{ path: 'a.onnx' }],
  ],
  ['a pointer beside a model', { 'a.onnx': buildDenseModel(), 'b.onnx': POINTER }, [{ path: 'a.onnx' }]],
  ['a pointer alone', { 'b.onnx': POINTER }, undefined],
])('%s', async (_, files, models) => {
  const root = repositoryOf(files);
  await init(root);
  expect(parse(written(root)).models).toEqual(models);
  if (models !== undefined || !('b.onnx' in files) || files['b.onnx'] !== POINTER) await expectClean(root);
  expect(existsSync(join(root, '.github/workflows/portability.yml'))).toBe(true);
});

test('what waits is said with its reason, once', async () => {
  const root = repositoryOf({ 'a.onnx': buildDenseModel(), 'b.onnx': POINTER });
  const result = await init(root);
  expect(result.models).toBe(1);
  // By the npm package: the action has ONNX Runtime in it.
  expect(initText(result, false)).toContain(
    'run — the gate over 1 model on this machine; the first time it downloads 115 MB',
  );
  expect(initText(result, false)).toMatch(/^waits {2}b\.onnx: the file is a Git LFS pointer.*`git lfs pull`$/m);
});

test('a file that is there stays, whatever is in it', async () => {
  const root = repositoryOf({ 'a.onnx': buildDenseModel(), '.github/portability.yml': 'seed: 1\n' });
  const first = await init(root);
  expect(first.files.map(({ path, instead }) => [path, instead])).toEqual([
    ['portability.yml', '.github/portability.yml'],
    ['.github/workflows/portability.yml', null],
  ]);
  expect(existsSync(join(root, 'portability.yml'))).toBe(false);
  writeFileSync(join(root, '.github/workflows/portability.yml'), 'mine');
  const second = await init(root);
  expect(written(root, '.github/workflows/portability.yml')).toBe('mine');
  expect(initText(second, false)).toMatch(/^kept {3}\.github\/workflows\/portability\.yml: it is there already$/m);
});

test('a workflow that uses the gate under another name is enough', async () => {
  const steps = ['', '/cache'].map((part) => `uses: model-portability-gate/model-portability-gate${part}@v1`);
  const root = repositoryOf({ 'a.onnx': buildDenseModel(), '.github/workflows/ci.yml': steps.join('\n') });
  const { files } = await init(root, { forks: true });
  expect(files.map(({ instead }) => instead)).toEqual([null, '.github/workflows/ci.yml', null]);
});

test('a dry run writes nothing and prints what it would write, the same every time', async () => {
  const root = repositoryOf({ 'a.onnx': buildDenseModel(), 'a.tflite': buildTfliteConvModel() });
  const before = git(root, 'status', '--porcelain', '--untracked-files=all');
  const result = await init(root, { dryRun: true, forks: true, shards: 3 });
  expect(git(root, 'status', '--porcelain', '--untracked-files=all')).toBe(before);
  expect(filesText(result.files).match(/^==> .*$/gm)).toEqual([
    '==> portability.yml',
    '==> .github/workflows/portability.yml',
    '==> .github/workflows/portability-forks.yml',
  ]);
  expect(await init(root, { dryRun: true, forks: true, shards: 3 })).toEqual(result);
  expect(initText(result, true)).toContain('would write portability.yml');
});

test('with parts, the configuration names the platforms', async () => {
  const root = repositoryOf({ 'a.onnx': buildDenseModel() });
  await init(root, { shards: 2 });
  expect(parse(written(root)).platforms).toEqual(['linux-x64']);
  await expectClean(root);
});

test('without a model nothing is written, and the words say what to do', async () => {
  const root = repositoryOf({ 'README.md': 'text' });
  writeFileSync(join(root, 'new.onnx'), buildDenseModel());
  const result = await init(root);
  expect(git(root, 'status', '--porcelain')).not.toContain('portability');
  expect(initText(result, false)).toMatch(
    /nothing was written.*\nunseen new\.onnx: not tracked by git; git add what is to be gated\n/,
  );
});

const CODE = {
  'net.py': 'import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return x\n',
  'golden/net/one.inputs.json': '{"x":{"dtype":"float32","shape":[1],"data":[1]}}',
};

test('a configuration that is there says what runs, also where the models are code', async () => {
  const config = 'runtimes: [pytorch, onnxruntime-node]\nmodels: [{ id: net, forms: [{ module: "net.py:Net" }] }]\n';
  const result = await init(repositoryOf({ ...CODE, 'portability.yml': config }));
  expect(result.files.map(({ instead }) => instead)).toEqual(['portability.yml', null]);
  expect(initText(result, false)).toMatch(/run — the gate over 1 model on this machine; the first time it downloads /);
});

test('a configuration that is wrong is kept, and the first step is to see what is wrong', async () => {
  const result = await init(repositoryOf({ 'a.onnx': buildDenseModel(), 'portability.yml': 'runtimes: [onnx]\n' }));
  expect(result.files.map(({ instead }) => instead)).toEqual(['portability.yml', null]);
  expect(initText(result, false)).toMatch(/1\. \S+ --yes \S+ check — what is wrong/);
});

test('a configuration beside no model writes nothing', async () => {
  expect((await init(repositoryOf({ 'portability.yml': 'runtimes: [pytorch]\n' }))).files).toEqual([]);
});

test('below the root of a repository, the workflow is at the root and names the folder', async () => {
  const root = repositoryOf({ 'packages/eyes/net.onnx': buildDenseModel() });
  const folder = join(root, 'packages/eyes');
  const { files } = await init(folder);
  expect(files.map(({ path }) => path)).toEqual([
    'portability.yml',
    '../../.github/workflows/portability-packages-eyes.yml',
  ]);
  const workflow = parse(written(root, '.github/workflows/portability-packages-eyes.yml'));
  expect(workflow.jobs.portability.steps[2].with).toEqual({ 'working-directory': 'packages/eyes' });
  const sharded = await init(folder, { shards: 2, dryRun: true });
  execFileSync('rm', ['-rf', join(root, '.github')]);
  const again = await init(folder, { shards: 2 });
  expect(sharded.files.map(({ instead }) => instead)).toEqual(files.map(({ path }) => path));
  expect(parse(again.files[1]?.text ?? '').jobs.portability.with).toEqual({
    shards: 2,
    'working-directory': 'packages/eyes',
  });
});

test('the branch of pushes is that of the remote, else the usual one that exists', async () => {
  const root = repositoryOf({ 'a.onnx': buildDenseModel() });
  git(root, 'commit', '--quiet', '--message', 'first');
  git(root, 'branch', '--move', 'master');
  const branches = async () => parse((await init(root, { dryRun: true })).files[1]?.text ?? '').on.push.branches;
  expect(await branches()).toEqual(['master']);
  git(root, 'update-ref', 'refs/remotes/origin/trunk', 'HEAD');
  git(root, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/trunk');
  expect(await branches()).toEqual(['trunk']);
});

test('outside of git, the folder is the root', async () => {
  const root = repositoryOf({ 'a.onnx': buildDenseModel() });
  execFileSync('rm', ['-rf', join(root, '.git')]);
  mkdirSync(join(root, 'sub'));
  const { files } = await init(root);
  expect(files.map(({ path }) => path)).toEqual(['portability.yml', '.github/workflows/portability.yml']);
});
