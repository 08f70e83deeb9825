import type { FlatNode } from './flat-graph.js';

/** What a constant is to the node that reads it. */
export interface Noun {
  readonly one: string;
  readonly many: string;
  /** Whether it is learned: such constants are told by layer. */
  readonly learned: boolean;
}

const learned = (one: string, many = `${one}s`): Noun => ({ one, many, learned: true });
const setting = (one: string, many = `${one}s`): Noun => ({ one, many, learned: false });
const settings = (many: string): Noun => setting(many, many);

const WEIGHTS = learned('weights', 'weights');
const BIAS = learned('bias', 'biases');
const SCALE = learned('scale');
const CONSTANT: Noun = { one: 'constant', many: 'constants', learned: false };

/** Inputs by operator, in their order; null where an input is usually no constant. */
const NOUNS: Readonly<Record<string, readonly (Noun | null)[]>> = {
  BatchNormalization: [null, SCALE, BIAS, learned('mean'), learned('variance')],
  Clip: [null, setting('min', 'min values'), setting('max', 'max values')],
  Conv: [null, WEIGHTS, BIAS],
  ConvTranspose: [null, WEIGHTS, BIAS],
  Expand: [null, setting('shape')],
  GRU: [
    null,
    WEIGHTS,
    learned('recurrent weights', 'recurrent weights'),
    BIAS,
    settings('sequence lengths'),
    learned('initial state'),
  ],
  Gather: [learned('table'), settings('indices')],
  Gemm: [null, WEIGHTS, BIAS],
  GroupNormalization: [null, SCALE, BIAS],
  InstanceNormalization: [null, SCALE, BIAS],
  LSTM: [
    null,
    WEIGHTS,
    learned('recurrent weights', 'recurrent weights'),
    BIAS,
    settings('sequence lengths'),
    learned('initial state'),
    learned('initial cell state'),
    learned('peepholes', 'peepholes'),
  ],
  LayerNormalization: [null, SCALE, BIAS],
  MatMul: [WEIGHTS, WEIGHTS],
  PRelu: [null, learned('slope')],
  Pad: [null, settings('pads'), setting('value'), settings('axes')],
  RMSNormalization: [null, SCALE],
  RNN: [null, WEIGHTS, learned('recurrent weights', 'recurrent weights'), BIAS],
  Reshape: [null, setting('shape')],
  Resize: [null, setting('roi'), settings('scales'), settings('sizes')],
  Slice: [null, settings('starts'), settings('ends'), settings('axes'), settings('steps')],
  Tile: [null, settings('repeats')],
  TopK: [null, setting('k', 'values of k')],
  Transpose: [WEIGHTS],
  Unsqueeze: [null, settings('axes')],
};

/** @param port which input of the node it is */
export function nounOf({ op, inputs }: FlatNode, port: number): Noun {
  const known = NOUNS[op]?.[port];
  if (known != null) return known;
  const other = inputs[1 - port];
  const isBias = op === 'Add' && other?.kind === 'node' && ['MatMul', 'Gemm', 'Conv'].includes(other.node.op);
  return isBias ? BIAS : CONSTANT;
}

/** What the indices of an axis of the constant are. */
export function axisName({ op, attributes }: FlatNode, port: number, axis: number, rank: number): string {
  const transB = Number(attributes.find(({ name }) => name === 'transB')?.i ?? 0) !== 0;
  switch (op) {
    case 'Conv':
      return ['output channels', 'input channels'][axis] ?? `indices of axis ${axis}`;
    case 'Gemm':
      if (rank === 2) return (axis === 0) === transB ? 'outputs' : 'inputs';
      return 'outputs';
    case 'MatMul':
      if (port === 1 && axis >= rank - 2) return axis === rank - 1 ? 'outputs' : 'inputs';
      return `indices of axis ${axis}`;
    case 'Gather':
      return axis === 0 ? 'rows' : `indices of axis ${axis}`;
    default:
      return rank === 1 ? 'elements' : `indices of axis ${axis}`;
  }
}
