import { expect, test } from 'vitest';
import { tracedSizes } from '../../src/onnx/traced-sizes.js';

const constant = (name: string, ...values: number[]) => ({
  ...{ name, dims: [values.length], dataType: 7 },
  rawData: new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer),
});
const node = (opType: string, input: string[], output: string) => ({ opType, input, output: [output] });

test('sizes that a traced shape contains, before those of heads and widths', () => {
  const graph = {
    initializer: [
      constant('length', 9),
      constant('heads', 4),
      constant('batch', 2),
      constant('whole', 0, 9, -1),
      constant('unused', 77),
      { name: 'weight', dims: [32, 96], dataType: 1 },
    ],
    node: [
      node('Concat', ['length', 'rows', 'heads'], 'shape'),
      node('Reshape', ['x', 'shape'], 'a'),
      node('Reshape', ['a', 'whole'], 'b'),
      node('Concat', ['batch', 'heads'], 'other'),
      node('Expand', ['b', 'other'], 'y'),
    ],
  };
  expect(tracedSizes({ graph })).toEqual([9, 4, 2]);
  expect(tracedSizes({ graph: { node: [node('Relu', ['x'], 'y')] } })).toEqual([]);
});
