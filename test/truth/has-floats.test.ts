import { expect, test } from 'vitest';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { hasFloats } from '../../src/truth/has-floats.js';
import { type GraphMessage, modelOf } from '../onnx/model-files.js';

const [FLOAT, INT32, INT64] = [1, 6, 7];
const { AttributeType } = onnx.AttributeProto;
const port = (name: string, elemType = INT64) => ({ name, type: { tensorType: { elemType, shape: { dim: [] } } } });
const INTEGERS = { input: [port('x')], output: [port('y', INT32)] } satisfies GraphMessage;
const cast = (to: number) => ({
  ...{ opType: 'Cast', input: ['x'], output: ['y'] },
  attribute: [{ name: 'to', type: AttributeType.INT, i: to }],
});

test.each([
  ['integers alone', { ...INTEGERS, node: [cast(INT32)] }, false],
  ['a float input', { ...INTEGERS, input: [port('x', FLOAT)] }, true],
  ['a float output', { ...INTEGERS, output: [port('y', FLOAT)] }, true],
  ['a cast to floats', { ...INTEGERS, node: [cast(FLOAT), { opType: 'ArgMax', input: ['y'], output: ['z'] }] }, true],
  ['float weights', { ...INTEGERS, initializer: [{ name: 'w', dims: [1], dataType: FLOAT, floatData: [1] }] }, true],
  ['integer weights', { ...INTEGERS, initializer: [{ name: 'w', dims: [1], dataType: INT32, int32Data: [1] }] }, false],
  ['a fill, whose default is a float', { ...INTEGERS, node: [{ opType: 'ConstantOfShape', output: ['z'] }] }, true],
  ['an operator of another domain', { ...INTEGERS, node: [{ opType: 'Own', domain: 'own', output: ['z'] }] }, true],
  ['a list of inputs', { ...INTEGERS, input: [{ name: 'x', type: { sequenceType: {} } }] }, true],
] as const satisfies readonly (readonly [string, object, boolean])[])('%s', (_, graph, expected) => {
  expect(hasFloats(modelOf(graph as object as GraphMessage))).toBe(expected);
});
