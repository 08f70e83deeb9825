/** The pages for beginners, and a repository that fits each: what a reader would have. */
import { readFileSync } from 'node:fs';
import { buildConvModel, buildModel, weight } from '../models/build-model.js';
import { buildTfliteConvModel } from '../models/build-tflite.js';
import { randomFloats } from '../models/random-floats.js';

const input = (name: string, shape: readonly number[]) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return JSON.stringify({ [name]: { dtype: 'float32', shape, data: [...randomFloats(1, count)] } });
};

/** A linear classifier: `X` float32[N, 4] → `label` int64[N], `probabilities` float32[N, 3]. */
const classifier = buildModel({
  inputs: [{ name: 'X', dtype: 'float32', shape: ['N', 4] }],
  outputs: [
    { name: 'label', dtype: 'int64', shape: ['N'] },
    { name: 'probabilities', dtype: 'float32', shape: ['N', 3] },
  ],
  weights: [weight('w', [4, 3], randomFloats(2, 12))],
  nodes: [
    { op: 'MatMul', inputs: ['X', 'w'], outputs: ['scores'] },
    { op: 'Softmax', inputs: ['scores'], outputs: ['probabilities'], attributes: { axis: { int: 1 } } },
    {
      op: 'ArgMax',
      inputs: ['scores'],
      outputs: ['label'],
      attributes: { axis: { int: 1 }, keepdims: { int: 0 } },
    },
  ],
});

export interface StartPage {
  readonly name: string;
  readonly files: Readonly<Record<string, Uint8Array | string>>;
  /** Columns of the configuration that need no download; none where its models need one. */
  readonly embedded: readonly string[];
}

export const START_PAGES: readonly StartPage[] = [
  {
    name: 'pytorch',
    files: {
      'src/net.py': 'import torch\n\n\nclass Net(torch.nn.Module):\n    def forward(self, x):\n        return x\n',
      'weights/net.safetensors': '\u0002\0\0\0\0\0\0\0{}',
      'exported/detector.onnx': buildConvModel(),
      'golden/detector/first.inputs.json': input('x', [2, 8]),
    },
    embedded: [],
  },
  {
    name: 'edge',
    files: {
      'models/net.onnx': buildConvModel(),
      'models/net.tflite': buildTfliteConvModel(),
      'models/net-int8.onnx': buildConvModel(),
    },
    embedded: ['onnxruntime-node'],
  },
  {
    name: 'web',
    files: { 'public/models/a.onnx': buildConvModel(1), 'public/models/b.onnx': buildConvModel(2) },
    embedded: ['onnxruntime-node', 'onnxruntime-web'],
  },
  {
    name: 'classic',
    files: { 'models/iris.onnx': classifier, 'models/iris.golden/first.inputs.json': input('X', [5, 4]) },
    embedded: ['onnxruntime-node', 'onnxruntime-web'],
  },
];

/** The configuration that the page shows. */
export function configOf({ name }: StartPage): string {
  const page = readFileSync(`docs/start/${name}.md`, 'utf8');
  return /```yaml\n([\s\S]*?)```/.exec(page)?.[1] ?? '';
}
