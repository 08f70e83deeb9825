/** Layers of models without ONNX on their routes: the first that weights of float16 move. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { platformFault } from '../../src/plan/static-check.js';
import { resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { kerasFixture } from '../models/build-keras.js';
import { exportedProgram } from './fixtures/exported-program.js';
import { savedModelFixtures } from './fixtures/saved-model.js';
import { torchscript } from './fixtures/torchscript.js';

const platform = `${process.platform}-${process.arch}`;
const runtimes = await findRuntimes(hostIn(tmpdir(), { assets: resolve('lib') }), []);
const runs = (id: string) => runtimes.some((one) => one.id === id && platformFault(one, platform) === null);

const image = JSON.stringify({
  image: { dtype: 'float32', shape: [1, 3, 16, 16], data: Array.from({ length: 768 }, (_, index) => Math.sin(index)) },
});

const HALVED_LITE = `- { id: halved, use: litert, converters: { tflite-from-saved-model: { quantize: float16 } } }`;
const HALVED_IR = `- { id: halved, use: openvino, through: [openvino-ir-from-pytorch], converters: { openvino-ir-from-pytorch: { compress-to-fp16: true } } }`;
const HALVED_NCNN = `- { id: halved, use: ncnn, converters: { ncnn-from-pytorch-or-onnx: { fp16: true } } }`;

test.each([
  {
    home: 'keras',
    use: 'litert',
    halved: HALVED_LITE,
    files: { 'conv.keras': kerasFixture('conv.keras') },
    type: 'Conv2D',
  },
  {
    ...{ home: 'tensorflow', use: 'litert', halved: HALVED_LITE, type: 'Conv2D' },
    files: { 'conv/saved_model.pb': savedModelFixtures.conv },
  },
  {
    ...{ home: 'pytorch', use: 'openvino', halved: HALVED_IR, type: 'conv2d' },
    files: { 'conv.pt2': exportedProgram('conv') },
  },
  {
    ...{ home: 'pytorch', use: 'openvino', halved: HALVED_IR, type: 'conv2d' },
    files: { 'conv.pt': torchscript('conv'), 'golden/conv/one.inputs.json': image },
  },
  {
    ...{ home: 'pytorch', use: 'ncnn', halved: HALVED_NCNN, type: 'conv2d' },
    files: { 'conv.pt': torchscript('conv'), 'golden/conv/one.inputs.json': image },
  },
])('the first layer with weights is named: $home to $use, $type', async ({ home, use, halved, files, type }) => {
  if (!runs(home) || !runs(use)) return;
  const cache = await freshCache();
  const root = await repository({ 'portability.yml': `runtimes:\n  - ${home}\n  ${halved}\n`, ...files });
  try {
    const { stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
    const { cells } = resultsSchema.parse(JSON.parse(stdout));
    const cell = cells.find(({ runtime }) => runtime === 'halved');
    expect(cell?.state, stderr).toBe('drift');
    expect(cell?.located, JSON.stringify(cell)).toMatchObject({
      ...{ layers: true, reference: home, operators: [{ certain: false, type }] },
    });
    expect(cell?.located?.operators[0]?.off).toMatch(
      /^it is off by .* of its size, what the layers before it make by at most 0$/,
    );
  } finally {
    for (const folder of [cache, root]) await rm(folder, { recursive: true, force: true });
  }
});
