// The repository that docs/compatibility.md is about: real networks, and three small ones in each framework.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { developmentModels } from '../development-models.mjs';
import { pictureOfDigits } from '../numerics/picture-of-digits.mjs';
import { columns } from './columns.mjs';
import { seeded } from './inputs.mjs';

const { writeNpy } = await import('../../lib/golden/npy.js');
const { preparePythonEnvironment } = await import('../../lib/environments/prepare-python-environment.js');
const { findRuntimes } = await import('../../lib/adapters/find-runtimes.js');

const SEED = 7;
const BATCH = 2;
/** What goes into the small networks, by kind and by where channels stand. */
const INPUTS = {
  conv: (last) => ({ image: seeded('float32', last ? [BATCH, 32, 32, 3] : [BATCH, 3, 32, 32], SEED) }),
  lstm: () => ({ frames: seeded('float32', [BATCH, 12, 8], SEED) }),
  attention: (_, dtype) => ({ tokens: seeded(dtype, [BATCH, 16], SEED, 64) }),
};
const KINDS = Object.keys(INPUTS);
const className = (kind) => kind[0].toUpperCase() + kind.slice(1);

/** Lays everything out in `root`: files, golden inputs, portability.yml. */
export async function compatibilityRepository(root, host) {
  cpSync(await developmentModels({ all: true }), join(root, 'models'), { recursive: true });
  mkdirSync(join(root, 'networks'), { recursive: true });
  for (const name of ['torch_networks.py', 'jax_networks.py'])
    cpSync(join(import.meta.dirname, name), join(root, 'networks', name));
  await kerasNetworks(join(root, 'networks'), host);
  mkdirSync(join(root, 'inputs'), { recursive: true });
  writeFileSync(join(root, 'inputs', 'digits.npy'), writeNpy(pictureOfDigits(96, 0)));
  // Of the tests: the weights come without their code.
  cpSync(
    join(import.meta.dirname, '..', '..', 'test', 'e2e', 'fixtures', 'faces.py'),
    join(root, 'networks', 'faces.py'),
  );
  const small = [...torchModels(), ...faceModels(), ...kerasModels(), ...jaxModels()];
  for (const { id, inputs } of small)
    for (const [name, value] of Object.entries(inputs)) {
      const folder = join(root, 'golden', id, 'seeded', 'inputs');
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${name}.npy`), writeNpy(value));
    }
  const models = [...small.map(({ inputs: _, ...entry }) => entry), ...realModels];
  const limits = { convert: 600, start: 300 };
  writeFileSync(join(root, 'portability.yml'), stringify({ runtimes: columns, models, limits }));
}

function torchModels() {
  return KINDS.map((kind) => ({
    id: `torch-${kind}`,
    forms: [{ module: `networks/torch_networks.py:${className(kind)}`, arguments: { seed: SEED } }],
    inputs: INPUTS[kind](false, 'int64'),
  }));
}

/** Three pretrained networks of PyTorch that find faces. */
function faceModels() {
  const network = (id, name, weights, inputs) => ({
    id,
    forms: [{ module: `networks/faces.py:${name}`, weights: `models/facenet/${weights}.pt` }],
    inputs,
  });
  return [
    network('facenet-p', 'Proposal', 'pnet', { image: seeded('float32', [1, 3, 37, 51], SEED) }),
    network('facenet-r', 'Refinement', 'rnet', { crops: seeded('float32', [BATCH, 3, 24, 24], SEED) }),
    network('facenet-o', 'Output', 'onet', { crops: seeded('float32', [BATCH, 3, 48, 48], SEED) }),
  ];
}

function kerasModels() {
  return KINDS.map((kind) => ({
    id: `keras-${kind}`,
    forms: [`networks/${kind}.keras`],
    inputs: INPUTS[kind](true, 'int32'),
  }));
}

function jaxModels() {
  return KINDS.map((kind) => ({
    id: `jax-${kind}`,
    forms: [{ function: `networks/jax_networks.py:${kind}`, arguments: { seed: SEED } }],
    inputs: INPUTS[kind](true, 'int32'),
  }));
}

/** Keras alone can write its files: its environment does. */
async function kerasNetworks(folder, host) {
  if (KINDS.every((kind) => existsSync(join(folder, `${kind}.keras`)))) return;
  const keras = (await findRuntimes(host, [])).find(({ id }) => id === 'keras');
  const { python } = await preparePythonEnvironment(keras, undefined, host);
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' };
  execFileSync(python, [join(import.meta.dirname, 'keras_networks.py'), folder], { stdio: ['ignore', 2, 2], env });
}

/** Pretrained ones from public packages, with inputs of the kind that they are made for. */
const realModels = [
  {
    id: 'basic-pitch',
    forms: [
      ...['nmp.onnx', 'nmp.tflite', 'nmp'].map((name) => `models/basic-pitch/${name}`),
      {
        path: 'models/basic-pitch/tfjs',
        names: {
          'serving_default_input_2:0': 'input_2',
          'StatefulPartitionedCall:0': 'contour',
          'StatefulPartitionedCall:1': 'Identity_1:0',
          'StatefulPartitionedCall:2': 'Identity_2:0',
        },
      },
    ],
    inputs: { 'serving_default_input_2:0': { range: [-1, 1] } },
  },
  {
    id: 'silero-vad',
    path: 'models/silero-vad/silero_vad_16k_op15.onnx',
    inputs: { input: { shape: [1, 576], range: [-1, 1] }, state: { shape: [2, 1, 128], normal: [0, 0.1] }, sr: 16000 },
  },
  {
    id: 'swift-f0',
    path: 'models/swift-f0/swift_f0.onnx',
    inputs: { audio: { shape: [1, 16000], normal: [0, 0.1] }, fmin: 46.875, fmax: 2093.75 },
  },
  { id: 'magika', path: 'models/magika/magika.onnx', inputs: { bytes: { range: [0, 256] } } },
  { id: 'ocr-detect', path: 'models/ocr/detect.onnx', inputs: { x: { file: 'inputs/digits.npy' } } },
  { id: 'ocr-classify', path: 'models/ocr/classify.onnx', inputs: { x: { shape: [1, 3, 48, 192], range: [-1, 1] } } },
  { id: 'faces', path: 'models/face-detection/front.tflite' },
  { id: 'eyes', path: 'models/face-detection/iris.tflite' },
  { id: 'wakeword', path: 'models/wakeword/okay_nabu.tflite' },
  { id: 'iris', path: 'models/iris/logreg_iris.onnx', inputs: { float_input: { range: [0, 8] } } },
];
