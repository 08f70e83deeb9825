/** The networks of a face detector as PyTorch code with its published weights, on every runtime that a route leads to. */
import { cpSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { developmentModels } from '../../scripts/development-models.js';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import { randomFloats } from '../models/random-floats.js';
import { patient, portability } from './cli.js';

const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  pytorch: [],
  program: ['exported-program-from-pytorch'],
  script: ['torchscript-from-pytorch'],
  onnx: ['exported-program-from-pytorch', 'onnx-from-pytorch'],
  ir: ['exported-program-from-pytorch', 'openvino-ir-from-pytorch'],
  lite: ['exported-program-from-pytorch', 'tflite-from-pytorch'],
  executorch: ['exported-program-from-pytorch', 'executorch-from-pytorch'],
  ncnn: ['torchscript-from-pytorch', 'ncnn-from-pytorch-or-onnx'],
};

const CONFIG = `
runtimes:
  - pytorch
  - { id: program, use: pytorch, format: exported-program }
  - { id: script, use: pytorch, format: torchscript }
  - { id: onnx, use: onnxruntime }
  - { id: ir, use: openvino, format: openvino-ir }
  - { id: lite, use: litert }
  # XNNPACK fails on slopes between convolutions and a change of axes.
  - { id: executorch, use: executorch, converters: { executorch-from-pytorch: { backend: portable } } }
  - { id: xnnpack, use: executorch }
  - ncnn
models:
  - id: proposal
    forms: [{ module: faces.py:Proposal, weights: weights/pnet.pt }]
  - id: refinement
    forms: [{ module: faces.py:Refinement, weights: weights/rnet.pt }]
  - id: output
    forms: [{ module: faces.py:Output, weights: weights/onet.pt }]
`;

/** What goes into each, by model: the image has no special size, the crops are a batch of four. */
const INPUTS: Readonly<Record<string, readonly [string, readonly number[]]>> = {
  proposal: ['image', [1, 3, 37, 51]],
  refinement: ['crops', [4, 3, 24, 24]],
  output: ['crops', [4, 3, 48, 48]],
};

let results: Results;
let elsewhere = false;
beforeAll(async () => {
  const root = mkdtempSync(join(tmpdir(), 'facenet-'));
  cpSync(join(await developmentModels({ only: ['facenet-pytorch'] }), 'facenet'), join(root, 'weights'), {
    recursive: true,
  });
  cpSync('test/e2e/fixtures/faces.py', join(root, 'faces.py'));
  for (const [model, [name, shape]] of Object.entries(INPUTS)) {
    const data = [
      ...randomFloats(
        1,
        shape.reduce((product, size) => product * size, 1),
      ),
    ];
    mkdirSync(join(root, 'golden', model), { recursive: true });
    const inputs = JSON.stringify({ [name]: { dtype: 'float32', shape, data } });
    writeFileSync(join(root, 'golden', model, 'noise.inputs.json'), inputs);
  }
  writeFileSync(join(root, 'portability.yml'), patient(CONFIG));
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root);
  elsewhere = code === 3 && /torch==\S+ cannot be found/.test(stdout);
  if (elsewhere) return;
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});
beforeEach(({ skip }) => skip(elsewhere, 'no index with torch +cpu is set'));

test.each(Object.entries(COLUMNS))('all three networks pass as %s', (column, route) => {
  const cells = results.cells.filter(({ runtime }) => runtime === column);
  expect(cells.map(({ model, state, reason }) => [model, state, reason])).toEqual(
    ['proposal', 'refinement', 'output'].map((model) => [model, 'pass', null]),
  );
  for (const cell of cells) {
    expect(cell.route.map(({ converter }) => converter)).toEqual(route);
    expect(new Set(cell.outputs.map(({ name }) => name))).toEqual(
      new Set(cell.model === 'output' ? ['boxes', 'points', 'faces'] : ['boxes', 'faces']),
    );
    // Pools whose last window hangs over the edge are what goes wrong in such networks, and not by a little.
    for (const { maxAbs } of cell.outputs) expect(fromReal(maxAbs ?? Number.NaN)).toBeLessThan(1e-5);
  }
});

test('where XNNPACK fails, its step and the way round are told', () => {
  const failed = results.cells.filter(({ runtime, state }) => runtime === 'xnnpack' && state !== 'pass');
  for (const { state, reason } of failed)
    expect([state, reason]).toEqual([
      'convert-failed',
      expect.stringMatching(/XNNPACK's \w+: .*With the option `backend: portable`, XNNPACK is not used/),
    ]);
});
