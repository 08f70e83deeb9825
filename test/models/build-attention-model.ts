import { buildModel, type WeightSpec, weight } from './build-model.js';
import { randomFloats } from './random-floats.js';

const [VOCABULARY, WIDTH, LENGTH] = [11, 8, 6];

/**
 * A block of a transformer: `ids` int64[N, 6] → `hidden` float32[N, 6, 8] (embedding, one head of attention, layer
 * normalisation, a dense layer with the exact GELU).
 */
export function buildAttentionModel(): Uint8Array {
  const random = (name: string, shape: readonly number[], seed: number): WeightSpec => {
    const count = shape.reduce((product, size) => product * size, 1);
    return weight(
      name,
      shape,
      randomFloats(seed, count).map((value) => value / Math.sqrt(WIDTH)),
    );
  };
  const scalar = (name: string, value: number) => weight(name, [], [value]);
  return buildModel({
    inputs: [{ name: 'ids', dtype: 'int64', shape: ['N', LENGTH] }],
    outputs: [{ name: 'hidden', dtype: 'float32', shape: ['N', LENGTH, WIDTH] }],
    weights: [
      random('table', [VOCABULARY, WIDTH], 1),
      random('Wq', [WIDTH, WIDTH], 2),
      random('Wk', [WIDTH, WIDTH], 3),
      random('Wv', [WIDTH, WIDTH], 4),
      random('W', [WIDTH, WIDTH], 5),
      weight('scale', [WIDTH], new Float32Array(WIDTH).fill(1.25)),
      random('shift', [WIDTH], 6),
      scalar('root', Math.sqrt(WIDTH)),
      scalar('sqrt2', Math.SQRT2),
      scalar('one', 1),
      scalar('half', 0.5),
    ],
    nodes: [
      { op: 'Gather', inputs: ['table', 'ids'], outputs: ['x'] },
      { op: 'MatMul', inputs: ['x', 'Wq'], outputs: ['q'] },
      { op: 'MatMul', inputs: ['x', 'Wk'], outputs: ['k'] },
      { op: 'MatMul', inputs: ['x', 'Wv'], outputs: ['v'] },
      { op: 'Transpose', inputs: ['k'], outputs: ['kT'], attributes: { perm: { ints: [0, 2, 1] } } },
      { op: 'MatMul', inputs: ['q', 'kT'], outputs: ['products'] },
      { op: 'Div', inputs: ['products', 'root'], outputs: ['scores'] },
      { op: 'Softmax', inputs: ['scores'], outputs: ['weights'], attributes: { axis: { int: -1 } } },
      { op: 'MatMul', inputs: ['weights', 'v'], outputs: ['mixed'] },
      { op: 'Add', inputs: ['x', 'mixed'], outputs: ['residual'] },
      {
        op: 'LayerNormalization',
        inputs: ['residual', 'scale', 'shift'],
        outputs: ['normal'],
        attributes: { axis: { int: -1 }, epsilon: { float: 1e-5 } },
      },
      { op: 'MatMul', inputs: ['normal', 'W'], outputs: ['dense'] },
      { op: 'Div', inputs: ['dense', 'sqrt2'], outputs: ['argument'] },
      { op: 'Erf', inputs: ['argument'], outputs: ['erf'] },
      { op: 'Add', inputs: ['erf', 'one'], outputs: ['cumulative'] },
      { op: 'Mul', inputs: ['dense', 'cumulative'], outputs: ['product'] },
      { op: 'Mul', inputs: ['product', 'half'], outputs: ['hidden'] },
    ],
  });
}
