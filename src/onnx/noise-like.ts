import { floatAttribute, tensorAttribute } from './attributes.js';
import { FLOAT } from './element-types.js';
import type { Name, NodeList } from './node-list.js';

/** How noise is distributed: normally with a standard deviation, or evenly between two numbers. */
export type Distribution = { readonly deviation: number } | { readonly low: number; readonly high: number };

export interface NoiseDraw {
  readonly seed: number;
  /** Of ONNX's own operators, in the model that the nodes are written into. */
  readonly opset: number;
}

/** From this operator set on the operators that draw random numbers have versions of which ONNX Runtime has no kernels. */
const WITHOUT_KERNELS = 22;
/** Numbers in the table that stands in for them: a prime, so that rows of a tensor do not begin at the same place. */
const TABLE = 4093;

/** A value of random numbers with the sizes of another, in float32. */
export function noiseLike(list: NodeList, value: Name, distribution: Distribution, { seed, opset }: NoiseDraw): Name {
  if (opset >= WITHOUT_KERNELS) return tabulated(list, value, distribution, seed);
  const drawn = floatAttribute('seed', seed);
  return 'deviation' in distribution
    ? list.op('RandomNormalLike', [value], [floatAttribute('scale', distribution.deviation), drawn])
    : list.op(
        'RandomUniformLike',
        [value],
        [floatAttribute('low', distribution.low), floatAttribute('high', distribution.high), drawn],
      );
}

/** Numbers of a table, one after the other, which begins where it has ended. */
function tabulated(list: NodeList, value: Name, distribution: Distribution, seed: number): Name {
  const random = uniform(seed);
  const draw =
    'deviation' in distribution
      ? () => distribution.deviation * nearlyNormal(random)
      : () => distribution.low + (distribution.high - distribution.low) * random();
  const table = list.op(
    'Constant',
    [],
    [tensorAttribute('value', { dims: [TABLE], dataType: FLOAT, floatData: Array.from({ length: TABLE }, draw) })],
  );
  const places = list.op('Range', [list.integer(0), list.op('Size', [value]), list.integer(1)]);
  const numbers = list.op('Gather', [table, list.op('Mod', [places, list.integer(TABLE)])]);
  return list.op('Reshape', [numbers, list.op('Shape', [value])]);
}

/** Twelve uniform numbers have a variance of one. */
function nearlyNormal(random: () => number): number {
  return Array.from({ length: 12 }, random).reduce((sum, one) => sum + one, -6);
}

/** Numbers in [0, 1): splitmix32, whose neighbouring seeds have nothing in common. */
function uniform(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1) | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
