/** A cell whose cheapest route fails passes on another one, and says what the first one showed. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, type TestContext, test } from 'vitest';
import { writeNpz } from '../../src/golden/npz.js';
import { type ResultCell, resultsSchema } from '../../src/results/schema.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { randomFloats } from '../models/random-floats.js';
import { patient, portability, repository } from './cli.js';
import type { Files } from './dense-repository.js';

/** Attention in windows, as image-to-image networks have it: onnx2tf easily loses track of the axes. */
const WINDOWS = `
import torch
from torch import nn

class Windows(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.head = nn.Conv2d(3, 8, 3, padding=1)
        self.qkv = nn.Linear(8, 24)
        self.tail = nn.Conv2d(8, 12, 3, padding=1)

    def forward(self, image):
        x = self.head(image)
        b, c, h, w = x.shape
        t = x.view(b, c, h // 4, 4, w // 4, 4).permute(0, 2, 4, 3, 5, 1).reshape(-1, 16, c)
        q, k, v = self.qkv(t).reshape(-1, 16, 3, 2, 4).permute(2, 0, 3, 1, 4).unbind(0)
        t = t + (torch.softmax(q @ k.transpose(-2, -1) / 2, -1) @ v).transpose(1, 2).reshape(-1, 16, c)
        x = x + t.view(b, h // 4, w // 4, 4, 4, c).permute(0, 5, 1, 3, 2, 4).reshape(b, c, h, w)
        return torch.nn.functional.pixel_shuffle(self.tail(x), 2)
`;
/** As JAX gives it to TensorFlow, this is one operator that OpenVINO does not have. */
const DENSE = `
import jax.numpy as jnp

def dense(x):
    return jnp.tanh(x @ jnp.full((4, 3), 0.5))
`;

const input = (name: string, shape: readonly number[]) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return writeNpz(new Map([[name, tensor('float32', [...shape], bytesOf(randomFloats(7, count)))]]));
};

async function added(root: string, files: Files): Promise<void> {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), path.endsWith('.yml') ? patient(String(content)) : content);
  }
}

/** The cells by column. Skips where no index is set that has PyTorch for the processor alone. */
async function cellsIn(root: string, skip: TestContext['skip']): Promise<ReadonlyMap<string, ResultCell>> {
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  if (code === 3 && /torch==\S+ cannot be found/.test(stdout)) skip('no index with torch +cpu is set');
  expect([0, 1], stderr).toContain(code);
  const { cells } = resultsSchema.parse(JSON.parse(stdout));
  return new Map(cells.map((cell) => [cell.runtime, cell]));
}

test('an image-to-image network on LiteRT: from each of its forms', async ({ skip }) => {
  const module = '{ module: "net.py:Windows" }';
  const root = await repository({
    'portability.yml': `runtimes: [pytorch]\nmodels: [{ id: windows, forms: [${module}] }]`,
    'net.py': WINDOWS,
    'golden/windows/one.inputs.npz': await input('image', [1, 3, 8, 8]),
  });
  const made = await portability(['convert', 'windows', '--to', 'onnx', '--out', 'made'], root);
  if (/torch==\S+ cannot be found/.test(made.stderr)) skip('no index with torch +cpu is set');
  if (/is not available for|no route leads/.test(made.stderr)) skip('PyTorch is not available here');
  expect(made.code, made.stderr).toBe(0);
  await added(root, {
    'portability.yml': `runtimes:
  - pytorch
  - { id: through-onnx, use: litert, through: [tflite-from-onnx] }
  - { id: from-module, use: litert, through: [tflite-from-pytorch] }
models: [{ id: windows, forms: [${module}, made/model.onnx] }]`,
  });
  const cells = await cellsIn(root, skip);
  expect(cells.get('through-onnx')).toMatchObject({ state: 'pass', route: [{ converter: 'tflite-from-onnx' }] });
  expect(cells.get('from-module')).toMatchObject({
    state: 'pass',
    route: [{ converter: 'exported-program-from-pytorch' }, { converter: 'tflite-from-pytorch' }],
  });
  for (const cell of cells.values()) expect(cell.otherRoutes).toBeUndefined();
});

test('a function of JAX on OpenVINO: not through a SavedModel, but through ONNX', async ({ skip }) => {
  const root = await repository({
    'portability.yml': `runtimes: [jax, openvino]
models: [{ id: dense, forms: [{ function: "net.py:dense" }] }]`,
    'net.py': DENSE,
    'golden/dense/one.inputs.npz': await input('x', [2, 4]),
  });
  const cells = await cellsIn(root, skip);
  expect(cells.get('openvino')).toMatchObject({
    state: 'pass',
    route: [{ converter: 'onnx-from-jax' }],
    otherRoutes: [{ form: 'net.py:dense', converters: ['saved-model-from-jax'] }],
  });
});
