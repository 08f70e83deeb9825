import type { PackedTensor } from '../../src/tensor/tensor.js';
import type { ModelEntries } from './real-models.js';
import { type SeededType, seeded } from './seeded.js';

/** A network in code or in a file of its framework. */
export interface SmallModel {
  readonly id: string;
  readonly forms: NonNullable<Exclude<ModelEntries[number], string>['forms']>;
  readonly inputs: Readonly<Record<string, PackedTensor>>;
}

const SEED = 7;
const BATCH = 2;
/** The kinds of networks that each framework has, in the order of the matrix. */
export const KINDS = ['conv', 'lstm', 'attention'] as const;
type Kind = (typeof KINDS)[number];

/** Inputs of a network: frameworks differ in the position of channels and in the type of token ids. */
function inputsOf(kind: Kind, channels: 'first' | 'last', ids: SeededType): SmallModel['inputs'] {
  const image = channels === 'last' ? [BATCH, 32, 32, 3] : [BATCH, 3, 32, 32];
  const inputs = {
    conv: () => ({ image: seeded('float32', image, SEED) }),
    lstm: () => ({ frames: seeded('float32', [BATCH, 12, 8], SEED) }),
    attention: () => ({ tokens: seeded(ids, [BATCH, 16], SEED, 64) }),
  };
  return inputs[kind]();
}

const torchModels = KINDS.map((kind) => {
  const name = kind.charAt(0).toUpperCase() + kind.slice(1);
  return {
    id: `torch-${kind}`,
    forms: [{ module: `networks/torch_networks.py:${name}`, arguments: { seed: SEED } }],
    inputs: inputsOf(kind, 'first', 'int64'),
  };
});

const kerasModels = KINDS.map((kind) => ({
  id: `keras-${kind}`,
  forms: [`networks/${kind}.keras`],
  inputs: inputsOf(kind, 'last', 'int32'),
}));

const jaxModels = KINDS.map((kind) => ({
  id: `jax-${kind}`,
  forms: [{ function: `networks/jax_networks.py:${kind}`, arguments: { seed: SEED } }],
  inputs: inputsOf(kind, 'last', 'int32'),
}));

/** Three pretrained PyTorch networks that find faces. */
const faceModels = [
  faceModel('p', 'Proposal', { image: seeded('float32', [1, 3, 37, 51], SEED) }),
  faceModel('r', 'Refinement', { crops: seeded('float32', [BATCH, 3, 24, 24], SEED) }),
  faceModel('o', 'Output', { crops: seeded('float32', [BATCH, 3, 48, 48], SEED) }),
];

function faceModel(letter: string, name: string, inputs: SmallModel['inputs']): SmallModel {
  const form = { module: `networks/faces.py:${name}`, weights: `models/facenet/${letter}net.pt` };
  return { id: `facenet-${letter}`, forms: [form], inputs };
}

/** Models with golden inputs. */
export const smallModels: readonly SmallModel[] = [...torchModels, ...faceModels, ...kerasModels, ...jaxModels];
