import { intOf } from './attributes.js';
import { forEachTensor } from './graph-walk.js';
import type { onnx } from './proto/onnx.js';

type Node = onnx.NodeProto.$Properties;

/**
 * Inputs that decide shapes, sizes or positions, by operator (ONNX operator specification). A constant behind one of
 * them is not a weight: moving it by one unit in the last place can change a shape or an index, not a value.
 */
const STEERING_INPUTS: Readonly<Record<string, readonly number[] | 'all'>> = {
  AffineGrid: [1],
  // Decision trees and bins compare with thresholds: an input that equals one takes the other branch when it is moved.
  Binarizer: 'all',
  BlackmanWindow: 'all',
  Ceil: 'all',
  CenterCropPad: [1],
  Col2Im: [1, 2],
  Compress: [1],
  ConstantOfShape: [0],
  CumSum: [1],
  DFT: [1, 2],
  // Compared values that the network did not compute are thresholds, bounds and masks: a frequency that equals a bound
  // is excluded when the bound moves, and whole outputs jump.
  Equal: 'all',
  Expand: [1],
  // A number that the graph rounds or casts to an integer is a label or a token: one unit less is the one before.
  Floor: 'all',
  Gather: [1],
  GatherElements: [1],
  GatherND: [1],
  Greater: 'all',
  GreaterOrEqual: 'all',
  HammingWindow: 'all',
  HannWindow: 'all',
  If: [0],
  Less: 'all',
  LessOrEqual: 'all',
  Loop: [0, 1],
  MaxUnpool: [1, 2],
  MelWeightMatrix: 'all',
  NonMaxSuppression: [2, 3, 4],
  OneHot: [0, 1],
  Pad: [1, 3],
  Range: 'all',
  ReduceSum: [1],
  Reshape: [1],
  Resize: [1, 2, 3],
  ReverseSequence: [1],
  RoiAlign: [2],
  Round: 'all',
  Scatter: [1],
  ScatterElements: [1],
  ScatterND: [1],
  SequenceAt: [1],
  Slice: [1, 2, 3, 4],
  Split: [1],
  STFT: [1, 3],
  Squeeze: [1],
  Tile: [1],
  TopK: [1],
  TreeEnsemble: 'all',
  TreeEnsembleClassifier: 'all',
  TreeEnsembleRegressor: 'all',
  Trilu: [1],
  Unsqueeze: [1],
  Upsample: [1],
};

/** Operators whose results are computed by the network: the search for origins ends there. */
const COMPUTING = new Set(['Conv', 'ConvTranspose', 'Gemm', 'GRU', 'LSTM', 'MatMul', 'RNN', 'Shape', 'Size']);

/** TensorProto.DataType of floats (onnx.proto); everything else that a number is cast to cuts off its fraction. */
const FLOATS = new Set([1, 10, 11, 14, 15, 16, 17, 18, 19, 20, 23, 24]);

function castsToIntegers(node: Node): boolean {
  return node.opType === 'Cast' && !FLOATS.has(intOf(node, 'to', 1));
}

/**
 * Names of constants, inputs and values that steer shapes, indices or decisions, found by following the graph upwards from
 * every steering input.
 * Names are looked up across subgraphs without scopes: at worst one tensor too many is left unchanged.
 */
export function findSteering(model: onnx.ModelProto.$Properties): Set<string> {
  const producers = new Map<string, Node>();
  const pending: string[] = [];
  forEachTensor(model, {
    node(node) {
      for (const output of node.output ?? []) producers.set(output, node);
      const steering = castsToIntegers(node) ? 'all' : STEERING_INPUTS[node.opType ?? ''];
      if (steering === undefined) return;
      (node.input ?? []).forEach((input, index) => {
        if (input !== '' && (steering === 'all' || steering.includes(index))) pending.push(input);
      });
    },
  });
  const found = new Set<string>();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (found.has(name)) continue;
    found.add(name);
    const producer = producers.get(name);
    if (producer === undefined || COMPUTING.has(producer.opType ?? '')) continue;
    for (const origin of originsOf(producer)) if (origin !== '') pending.push(origin);
  }
  return found;
}

/** Operators that do nothing with an input but compare it with thresholds: their outputs are steps. */
const STEPS = new Set(['Binarizer', 'TreeEnsemble', 'TreeEnsembleClassifier', 'TreeEnsembleRegressor']);
/** Operators that pass numbers on as they are. */
const PASSING = new Set([
  'Cast',
  'Concat',
  'FeatureVectorizer',
  'Flatten',
  'Identity',
  'Reshape',
  'Squeeze',
  'Unsqueeze',
]);

/**
 * Names of the values that decision trees look at as they come in. Rounding does not move them, and one that equals a
 * threshold, as values that were learnt from do, would take the other branch if it were moved.
 */
export function findCompared(model: onnx.ModelProto.$Properties): Set<string> {
  const producers = new Map<string, Node>();
  const pending: string[] = [];
  forEachTensor(model, {
    node(node) {
      for (const output of node.output ?? []) producers.set(output, node);
      if (STEPS.has(node.opType ?? '')) pending.push(...(node.input ?? []));
    },
  });
  const found = new Set<string>();
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '' || found.has(name)) continue;
    found.add(name);
    const producer = producers.get(name);
    if (producer !== undefined && PASSING.has(producer.opType ?? '')) pending.push(...(producer.input ?? []));
  }
  return found;
}

/** What a node's outputs come from: its inputs and, for If and Loop, the outputs of its subgraphs. */
function originsOf({ input, attribute }: Node): string[] {
  const inner = (attribute ?? []).flatMap(({ g }) => g?.output ?? []);
  return [...(input ?? []), ...inner.map(({ name }) => name ?? '')];
}
