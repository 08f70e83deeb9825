import type { Recipes } from '../../src/config/recipe.js';

/** A pretrained network from a public package. */
export interface RealModel {
  readonly id: string;
  readonly what: string;
  /** Path below the folder of the development models. */
  readonly file: string;
  /** Inputs of the kind that it is made for, by seed. */
  inputs(seed: number): Recipes;
}

export const realModels: readonly RealModel[] = [
  {
    id: 'basic-pitch',
    what: 'notes in music, convolutional',
    file: 'basic-pitch/nmp.onnx',
    inputs: () => ({ 'serving_default_input_2:0': { range: [-1, 1] } }),
  },
  {
    id: 'silero-vad',
    what: 'voice activity, LSTM',
    file: 'silero-vad/silero_vad_16k_op15.onnx',
    inputs: () => ({
      input: { shape: [1, 576], range: [-1, 1] },
      state: { shape: [2, 1, 128], normal: [0, 0.1] },
      sr: 16000,
    }),
  },
  {
    id: 'magika',
    what: 'file types, convolutional over bytes',
    file: 'magika/magika.onnx',
    inputs: () => ({ bytes: { range: [0, 256] } }),
  },
  {
    id: 'ocr-detect',
    what: 'text in images, convolutional',
    file: 'ocr/detect.onnx',
    inputs: (seed) => ({ x: { file: `digits-${seed}.npy` } }),
  },
  {
    id: 'swift-f0',
    what: 'pitch of a voice, convolutional',
    file: 'swift-f0/swift_f0.onnx',
    inputs: () => ({ audio: { shape: [1, 16000], normal: [0, 0.1] }, fmin: 46.875, fmax: 2093.75 }),
  },
];
