import { expect, test } from 'vitest';
import { isOnEdge } from '../../src/locate/on-edge.js';
import { intAttribute } from '../../src/onnx/attributes.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { type Tensor, tensor } from '../../src/tensor/tensor.js';

const ULP = 2 ** -24;
const noise = { sigma: 1e-8, unit: ULP };
const floats = (...values: number[]) => tensor('float32', [values.length], bytesOf(Float32Array.from(values)));
const masks = (...values: number[]) => tensor('bool', [values.length], Uint8Array.from(values));
const integers = (...values: number[]) =>
  tensor('int64', [values.length], bytesOf(BigInt64Array.from(values.map(BigInt))));
const one = floats(1);

interface Case {
  readonly opType: string;
  readonly reads: readonly Tensor[];
  /** Which of these are computed. */
  readonly computed?: readonly number[];
  readonly reference: Tensor;
  readonly candidate: Tensor;
  readonly axis?: number;
}

const decided = ({ opType, reads, computed = [0], reference, candidate, axis }: Case) => {
  const read = (place: number) => {
    const value = reads[place];
    return value && { tensor: value, noise: computed.includes(place) ? noise : null };
  };
  const node = { opType, attribute: axis === undefined ? [] : [intAttribute('axis', axis)] };
  return isOnEdge(node, { read, made: [{ reference, candidate }], precision: 'f32' });
};

test.each<[string, Case]>([
  [
    'a number that is the limit',
    { opType: 'GreaterOrEqual', reads: [floats(1, 0.3), one], reference: masks(1, 0), candidate: masks(0, 0) },
  ],
  ['one next to it', { opType: 'Less', reads: [floats(1 - ULP), one], reference: masks(1), candidate: masks(0) }],
  [
    'a whole number that is cut',
    { opType: 'Cast', reads: [floats(7, 2.5)], reference: integers(7, 2), candidate: integers(6, 2) },
  ],
  ['as floats', { opType: 'Floor', reads: [floats(7)], reference: floats(7), candidate: floats(6) }],
  ['a half that is rounded', { opType: 'Round', reads: [floats(2.5)], reference: floats(2), candidate: floats(3) }],
  ['the sign of nothing', { opType: 'Sign', reads: [floats(1e-9)], reference: floats(1), candidate: floats(-1) }],
  [
    'the larger of two that are equal',
    { opType: 'ArgMax', axis: 0, reads: [floats(0.5, 0.1, 0.5)], reference: integers(0), candidate: integers(2) },
  ],
])('%s is on the edge', (_, given) => {
  expect(decided(given)).toBe(true);
});

test.each<[string, Case]>([
  [
    'a number that is not near the limit',
    { opType: 'GreaterOrEqual', reads: [floats(1, 0.3), one], reference: masks(1, 0), candidate: masks(0, 1) },
  ],
  [
    'one that nobody computed',
    { opType: 'GreaterOrEqual', computed: [], reads: [floats(1), one], reference: masks(1), candidate: masks(0) },
  ],
  ['whole numbers two apart', { opType: 'Floor', reads: [floats(7)], reference: floats(7), candidate: floats(5) }],
  [
    'a smaller one',
    { opType: 'ArgMax', axis: 0, reads: [floats(0.5, 0.1, 0.4)], reference: integers(0), candidate: integers(2) },
  ],
  ['what decides nothing', { opType: 'Add', reads: [floats(1), one], reference: floats(2), candidate: floats(1) }],
  ['NaN', { opType: 'Less', reads: [floats(Number.NaN), one], reference: masks(0), candidate: masks(1) }],
  ['nothing that differs', { opType: 'Floor', reads: [floats(7)], reference: floats(7), candidate: floats(7) }],
  ['another size', { opType: 'Floor', reads: [floats(7)], reference: floats(7), candidate: floats(7, 7) }],
])('%s is not', (_, given) => {
  expect(decided(given)).toBe(false);
});
