import { expect, test } from 'vitest';
import { readForm } from '../../src/discover/read-form.js';
import { sizeFault } from '../../src/discover/size-fault.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import type { Dimension, ValueType } from '../../src/types.js';
import { folderOf } from './repository.js';

const tensor = (...shape: Dimension[]): ValueType => ({ kind: 'tensor', dtype: 'float32', shape });
const faultOf = (type: ValueType) => sizeFault({ inputs: [], outputs: [{ name: 'y', type }] });

test('sizes are whole numbers that count elements, in whatever holds the tensor', () => {
  for (const size of [0, 1, 2 ** 53 - 1, 'N', null]) expect(faultOf(tensor(1, size))).toBeNull();
  for (const size of [-1, 2 ** 53, 2 ** 63, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
    for (const type of [
      tensor(1, size),
      { kind: 'sequence', item: tensor(size) } as const,
      { kind: 'optional', item: { kind: 'map', key: 'int64', value: tensor(size) } } as const,
    ])
      expect(faultOf(type)?.why).toBe(`y has the size ${size}`);
  expect(sizeFault(null)).toBeNull();
});

test('a model that states one is a fault of that model, and does not end the gate', async () => {
  const port = (name: string) => ({
    name,
    type: { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2 ** 62 }] } } },
  });
  const bytes = onnx.ModelProto.encode({
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      node: [{ opType: 'Relu', input: ['x'], output: ['y'] }],
      input: [port('x')],
      output: [port('y')],
    },
  }).finish();
  const { content } = await readForm(folderOf({ 'net.onnx': bytes }), 'net.onnx');
  expect(content).toMatchObject({ fault: { what: 'the model states a size that no tensor has' } });
});
