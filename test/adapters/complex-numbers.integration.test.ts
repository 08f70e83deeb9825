/** Complex numbers, which few tools have: what lacks them is unsupported, and no pair of real ones is compared with one. */
import { rm } from 'node:fs/promises';
import { afterAll, expect, test } from 'vitest';
import { writeNpz } from '../../src/golden/npz.js';
import { resultsSchema } from '../../src/results/schema.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { tensor } from '../../src/tensor/tensor.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { randomFloats } from '../models/random-floats.js';

const CONFIG = `
routes: { tries: 1 }
runtimes: [pytorch, jax, onnxruntime-node, executorch]
models:
  - { id: spectrum, forms: [{ module: "nets.py:Spectrum" }] }
  - { id: magnitude, forms: [{ module: "nets.py:Magnitude" }] }
  - { id: jax-spectrum, forms: [{ function: "functions.py:spectrum" }] }
`;
const NETS = `
import torch

class Spectrum(torch.nn.Module):
    def forward(self, x):
        return torch.fft.rfft(x)

class Magnitude(torch.nn.Module):
    def forward(self, x):
        return torch.fft.rfft(x).abs()
`;
const FUNCTIONS = `
import jax.numpy as jnp

def spectrum(x):
    return jnp.fft.rfft(x)
`;
const CELLS = [
  ['spectrum', 'pytorch', 'pass', null],
  [
    'spectrum',
    'onnxruntime-node',
    'unsupported',
    "PyTorch's exporter writes the complex numbers of output as pairs of real ones",
  ],
  ['spectrum', 'executorch', 'unsupported', "ExecuTorch does not have complex numbers, as 'output' of the program"],
  ['magnitude', 'onnxruntime-node', 'pass', null],
  ['magnitude', 'executorch', 'unsupported', 'ExecuTorch has no aten.abs.default of complex numbers'],
  ['jax-spectrum', 'jax', 'pass', null],
  [
    'jax-spectrum',
    'onnxruntime-node',
    'unsupported',
    'jax2onnx writes the complex numbers of output as pairs of real ones',
  ],
];
/** A machine whose index has no PyTorch for the processor alone. */
const CANNOT_BE_INSTALLED = /torch==\S+ cannot be found/;

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

test('what has no complex numbers is unsupported', async ({ skip }) => {
  const x = tensor('float32', [2, 64], bytesOf(randomFloats(1, 128)));
  const golden = await writeNpz(new Map([['x', x]]));
  const root = await repository({
    'portability.yml': CONFIG,
    'nets.py': NETS,
    'functions.py': FUNCTIONS,
    ...Object.fromEntries(
      ['spectrum', 'magnitude', 'jax-spectrum'].map((id) => [`golden/${id}/one.inputs.npz`, golden]),
    ),
  });
  const cache = await freshCache();
  folders.push(root, cache);
  const { stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
  if (CANNOT_BE_INSTALLED.test(stdout + stderr)) return skip('PyTorch cannot be installed here');
  const { cells } = resultsSchema.parse(JSON.parse(stdout));
  const seen = cells.map(({ model, runtime, state, reason }) => [model, runtime, state, reason]);
  expect(seen).toEqual(expect.arrayContaining(CELLS));
});
