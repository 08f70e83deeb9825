/** What the README shows first, as it stands: the workflow under a runner, the configuration of a model that is code. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { resultsSchema } from '../../src/results/schema.js';
import { bytesOf } from '../../src/tensor/elements.js';
import type { PackedTensor } from '../../src/tensor/tensor.js';
import { writeSafetensors } from '../../src/values/safetensors.js';
import { buildModel, weight } from '../models/build-model.js';
import { randomFloats } from '../models/random-floats.js';
import { copyAction, installAct, makeRepository } from './act.js';
import { portability, repository } from './cli.js';
import { denseRepository } from './dense-repository.js';
import { pypiProgram } from './pypi-program.js';

const execute = promisify(execFile);

const [workflow = '', config = ''] = [...readFileSync('README.md', 'utf8').matchAll(/```yaml\n([\s\S]*?)```/g)].map(
  ([, text]) => text ?? '',
);

test('the workflow passes on a runner, and GitHub accepts it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'readme-'));
  const models = join(folder, 'models');
  await makeRepository(models, {
    ...(await denseRepository({ model: 1, golden: 1 })),
    '.github/workflows/portability.yml': workflow,
  });
  await copyAction(join(folder, 'action'));
  writeFileSync(join(folder, 'event.json'), JSON.stringify({ ref: 'refs/heads/main' }));
  const { stdout } = await execute(
    await installAct(),
    [
      ...['push', '--eventpath', join(folder, 'event.json'), '--no-cache-server'],
      ...['--platform', 'ubuntu-latest=-self-hosted'],
      '--local-repository',
      `model-portability-gate/model-portability-gate@v0=${join(folder, 'action')}`,
      ...['--env', `PORTABILITY_CACHE=${join(folder, 'kept')}`],
    ],
    {
      cwd: models,
      env: {
        PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
        HOME: folder,
        XDG_CACHE_HOME: join(folder, 'cache'),
      },
    },
  );
  expect(stdout).toMatch(/✅ Portability/);
  const check = await pypiProgram('check-jsonschema==0.39.0', 'check-jsonschema');
  const path = join(models, '.github/workflows/portability.yml');
  expect((await execute(check, ['--builtin-schema', 'vendor.github-workflows', path])).stdout).toContain('ok');
});

const W1 = randomFloats(1, 8 * 16);
const W2 = randomFloats(2, 16 * 4);
const packed = (shape: readonly number[], values: Float32Array): PackedTensor => ({
  kind: 'tensor',
  dtype: 'float32',
  shape,
  bytes: bytesOf(values),
});

/** The same network as code with weights and as ONNX. */
const DETECTOR = {
  'src/net.py': [
    'import torch',
    '',
    '',
    'class Net(torch.nn.Module):',
    '    def __init__(self):',
    '        super().__init__()',
    '        self.w1 = torch.nn.Parameter(torch.zeros(8, 16))',
    '        self.w2 = torch.nn.Parameter(torch.zeros(16, 4))',
    '',
    '    def forward(self, x):',
    '        return {"logits": torch.tanh(x @ self.w1) @ self.w2}',
    '',
  ].join('\n'),
  'weights/net.safetensors': Buffer.concat(
    writeSafetensors(
      new Map([
        ['w1', packed([8, 16], W1)],
        ['w2', packed([16, 4], W2)],
      ]),
    ),
  ),
  'exported/detector.onnx': buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: ['N', 8] }],
    outputs: [{ name: 'logits', dtype: 'float32', shape: ['N', 4] }],
    weights: [weight('w1', [8, 16], W1), weight('w2', [16, 4], W2)],
    nodes: [
      { op: 'MatMul', inputs: ['x', 'w1'], outputs: ['xw1'] },
      { op: 'Tanh', inputs: ['xw1'], outputs: ['hidden'] },
      { op: 'MatMul', inputs: ['hidden', 'w2'], outputs: ['logits'] },
    ],
  }),
  'golden/detector/first.inputs.json': JSON.stringify({
    x: { dtype: 'float32', shape: [2, 8], data: [...randomFloats(3, 16)] },
  }),
};

test('the configuration fits a model that is code, and its forms agree', async () => {
  const root = await repository({ ...DETECTOR, 'portability.yml': config });
  const check = await portability(['check'], root);
  expect(check).toMatchObject({ code: 0, stdout: '1 model, 6 runtimes, 0 problems\n' });
  const columns = ['pytorch', 'onnxruntime-node'];
  const run = await portability(['run', '--runtimes', columns.join(','), '--json', '-'], root);
  expect(run.code, run.stderr).toBe(0);
  const { cells } = resultsSchema.parse(JSON.parse(run.stdout));
  expect(cells.map(({ runtime, state, route }) => [runtime, state, route.length])).toEqual(
    columns.map((column) => [column, 'pass', 0]),
  );
});

test('the configuration needs golden inputs, and says so', async () => {
  const { 'golden/detector/first.inputs.json': _, ...files } = DETECTOR;
  const root = await repository({ ...files, 'portability.yml': config });
  const check = await portability(['check'], root);
  expect(check.code).toBe(1);
  expect(check.stdout).toMatch(/commit golden inputs, such as golden\/detector\//);
});
