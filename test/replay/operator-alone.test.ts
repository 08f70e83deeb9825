import { join } from 'node:path';
import { expect, test } from 'vitest';
import { modelOf, spread } from '../../scripts/operators/one-operator.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { referenceColumn } from '../../src/plan/column.js';
import { bytesOfModel, operatorAlone, weightOf } from '../../src/replay/operator-alone.js';
import type { Values } from '../../src/tensor/tensor.js';
import { folderOf } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';

const node = (opType: string, input: string[], output: string) => ({
  opType,
  name: `/scope/${output}`,
  docString: 'where it came from',
  input,
  output: [output],
});
const [x, slope] = [spread([1, 2, 3, 2], -1, 1), spread([2], 0.1, 0.9)];
const NET = modelOf({
  nodes: [
    node('Relu', ['x'], 'h'),
    node('Neg', ['w_slope'], 'negative'),
    node('PRelu', ['h', 'negative'], 'a'),
    node('Add', ['a', 'w_other'], 'y'),
  ],
  values: [
    ['x', x],
    ['w_slope', slope],
    ['w_other', spread([2], 5, 6)],
  ],
  outputs: { y: 'float32' },
});

function ask(inputs: Values, expected: Values, bytes = NET.bytes) {
  const path = join(folderOf({ 'net.onnx': bytes }), 'net.onnx');
  const column = referenceColumn(runtime('any'));
  return operatorAlone({
    model: 'net',
    path,
    inputs,
    expected,
    column,
    precision: 'f32',
    acceptsFloat32: false,
    route: [],
  });
}

function made(...args: Parameters<typeof ask>) {
  const alone = ask(...args);
  if ('fault' in alone) throw new Error(alone.fault.what);
  return alone;
}

test('an operator has its own weights and no others, and no text of the exporter', () => {
  const alone = made({ a: x, w_other: spread([2], 5, 6) }, { y: x });
  expect(alone.model.graph?.initializer?.map(({ name }) => name)).toEqual(['w_other']);
  expect(Object.keys(alone.inputs)).toEqual(['a']);
  expect(alone.nodes.map(({ opType, docString }) => [opType, docString])).toEqual([['Add', undefined]]);
});

test('what follows from weights alone is a weight, though another operator makes it', () => {
  const alone = made({ h: x, negative: slope }, { a: x });
  expect(Object.keys(alone.inputs)).toEqual(['h']);
  expect(weightOf(alone.model, 'negative')).toEqual(slope);
  expect(alone.nodes.map(({ opType }) => opType)).toEqual(['PRelu']);
});

test('several operators are what lies between the inputs and the outputs', () => {
  const alone = made({ h: x, negative: slope }, { y: x });
  expect(alone.nodes.map(({ opType }) => opType)).toEqual(['PRelu', 'Add']);
});

test('sizes are those of the values, or open', () => {
  const alone = made({ a: x }, { y: x });
  const sizes = (declared: Parameters<typeof bytesOfModel>[1]) => {
    const { graph } = onnx.ModelProto.decode(bytesOfModel(alone, declared));
    return [...(graph?.input ?? []), ...(graph?.output ?? [])].map(({ type }) =>
      type?.tensorType?.shape?.dim?.map(({ dimValue, dimParam }) => dimParam || Number(dimValue)).join(' '),
    );
  };
  expect(sizes({ shapes: { y: [1, 2, 3, 2] } })).toEqual(['1 2 3 2', '1 2 3 2']);
  expect(sizes({ open: true, shapes: { y: [1, 2, 3, 2] } })).toEqual(['a_0 a_1 a_2 a_3', 'y_0 y_1 y_2 y_3']);
});

test.each([
  ['a sequence', { a: { kind: 'sequence', items: [] } }, { y: x }, 'a sequence, a map or an optional value'],
  ['a value that is not known', {}, { y: x }, 'it reads x, whose values are not known'],
  ['an output that nothing makes', { a: x }, { z: x }, 'z is made by no operator'],
] as const)('%s is a fault', (_, inputs, expected, what) => {
  const alone = ask(inputs, expected);
  expect('fault' in alone && alone.fault.what).toContain(what);
});

test('a file that is no ONNX is a fault', () => {
  const alone = ask({ a: x }, { y: x }, new Uint8Array([255, 255, 255]));
  expect('fault' in alone && alone.fault.what).toContain('cannot be read');
});

test('strings are weights that no variant reads', () => {
  expect(weightOf({ graph: { initializer: [{ name: 's', dataType: 8, dims: [0] }] } }, 's')).toBeNull();
  expect(weightOf({ graph: {} }, 's')).toBeNull();
});
