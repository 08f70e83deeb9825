import { expect, test } from 'vitest';
import type { FlatNode, Source } from '../../src/model-diff/flat-graph.js';
import { foldingError } from '../../src/model-diff/structure/folding-error.js';
import { intAttribute } from '../../src/onnx/attributes.js';

const constant = (dims: readonly number[]): Source =>
  ({ kind: 'constant', tensor: { dims: [...dims] } }) as unknown as Source;
const nodeOf = (op: string, inputs: readonly Source[], group = 1): FlatNode =>
  ({ op, inputs, attributes: [intAttribute('group', group)] }) as unknown as FlatNode;

// Two groups: what the first two channels read goes into the first two.
const WEIGHTS = [2, 3, 5, 7, 11, 13, 17, 19];
const FACTORS = [1, 10, 100, 1000];

test.each<{ op: string; isBefore: boolean; folded: number[] }>([
  { op: 'Conv', isBefore: false, folded: [2, 3, 50, 70, 1100, 1300, 17000, 19000] },
  { op: 'Conv', isBefore: true, folded: [2, 30, 5, 70, 1100, 13000, 1700, 19000] },
  { op: 'ConvTranspose', isBefore: false, folded: [2, 30, 5, 70, 1100, 13000, 1700, 19000] },
  { op: 'ConvTranspose', isBefore: true, folded: [2, 3, 50, 70, 1100, 1300, 17000, 19000] },
])('what folding into a $op of two groups gives, before it: $isBefore', ({ op, isBefore, folded }) => {
  const numbers = new Map<Source | undefined, Float64Array>();
  const kept = (source: Source, values: readonly number[]) => {
    numbers.set(source, Float64Array.from(values));
    return source;
  };
  const x = { kind: 'input' } as unknown as Source;
  const own = nodeOf(op, [x, kept(constant([4, 2, 1, 1]), WEIGHTS)], 2);
  const factors = nodeOf('Mul', [x, kept(constant([1, 4, 1, 1]), FACTORS)]);
  const error = (weights: readonly number[]) =>
    foldingError({
      ...{ chain: [factors], layer: own, isBefore },
      folded: nodeOf(op, [x, kept(constant([4, 2, 1, 1]), weights)], 2),
      numbers: (source) => numbers.get(source) ?? null,
      foldedNumbers: (source) => numbers.get(source) ?? null,
    });
  expect(error(folded)).toBe(0);
  expect(error(folded.with(3, 71))).toBeCloseTo(1 / Math.max(...folded));
});
