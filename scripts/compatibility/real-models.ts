import type { z } from 'zod';
import type { configSchema } from '../../src/config/schema.js';

/** Models as in portability.yml. */
export type ModelEntries = NonNullable<z.input<typeof configSchema>['models']>;

/** Pretrained models from public packages, with inputs of the kind that they are made for. */
export const realModels: ModelEntries = [
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
