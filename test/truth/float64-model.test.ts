import { expect, test } from 'vitest';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { toFloat64 } from '../../src/truth/float64-model.js';
import { type GraphMessage, modelOf } from '../onnx/model-files.js';

const [FLOAT, INT64, FLOAT16, DOUBLE] = [1, 7, 10, 11];
const { AttributeType } = onnx.AttributeProto;
const port = (name: string, elemType = FLOAT) => ({ name, type: { tensorType: { elemType, shape: { dim: [] } } } });

function converted(graph: GraphMessage): onnx.GraphProto {
  const model = modelOf(graph);
  expect(toFloat64(model)).toBe(true);
  // As it would be written and read again.
  const read = onnx.ModelProto.decode(onnx.ModelProto.encode(model).finish());
  if (read.graph == null) throw new Error('there is a graph');
  return new onnx.GraphProto(read.graph);
}

test('inputs, outputs and weights become float64, integers stay, and the types in between are left out', () => {
  const graph = converted({
    input: [port('x'), port('ids', INT64)],
    output: [port('y')],
    valueInfo: [port('h')],
    initializer: [
      { name: 'w', dims: [2], dataType: FLOAT, floatData: [0.5, 0.1] },
      { name: 'h', dims: [1], dataType: FLOAT16, int32Data: [0x3800] },
      { name: 'n', dims: [1], dataType: INT64, int64Data: [3] },
    ],
  });
  const types = [...(graph.input ?? []), ...(graph.output ?? [])].map(({ type }) => type?.tensorType?.elemType);
  expect(types).toEqual([DOUBLE, INT64, DOUBLE]);
  expect(graph.valueInfo).toEqual([]);
  const [w, h, n] = graph.initializer ?? [];
  expect([w?.dataType, h?.dataType, n?.dataType]).toEqual([DOUBLE, DOUBLE, INT64]);
  const numbers = (raw: Uint8Array | null | undefined) =>
    Array.from({ length: (raw?.length ?? 0) / 8 }, (_, i) =>
      new DataView(raw?.buffer ?? new ArrayBuffer(0), raw?.byteOffset).getFloat64(8 * i, true),
    );
  // What float32 makes of 0.1, exactly.
  expect(numbers(w?.rawData)).toEqual([0.5, Math.fround(0.1)]);
  expect(numbers(h?.rawData)).toEqual([0.5]);
});

test('casts, constants and fills name the wider type, in subgraphs as well', () => {
  const inner: GraphMessage = {
    output: [port('t')],
    node: [
      {
        opType: 'Constant',
        output: ['t'],
        attribute: [{ name: 'value_float', type: AttributeType.FLOAT, f: 0.25 }],
      },
    ],
  };
  const { node = [] } = converted({
    node: [
      { opType: 'Cast', output: ['c'], attribute: [{ name: 'to', type: AttributeType.INT, i: FLOAT }] },
      { opType: 'Cast', output: ['i'], attribute: [{ name: 'to', type: AttributeType.INT, i: INT64 }] },
      { opType: 'ConstantOfShape', input: ['s'], output: ['z'] },
      {
        opType: 'If',
        input: ['p'],
        output: ['b'],
        attribute: [{ name: 'then_branch', type: AttributeType.GRAPH, g: inner }],
      },
    ],
  });
  const [toFloat, toInteger, zeros, branch] = node;
  expect(Number(toFloat?.attribute?.[0]?.i)).toBe(DOUBLE);
  expect(Number(toInteger?.attribute?.[0]?.i)).toBe(INT64);
  expect(zeros?.attribute?.[0]?.t).toMatchObject({ dataType: DOUBLE, doubleData: [0] });
  const then = branch?.attribute?.[0]?.g;
  expect(then?.output?.[0]?.type?.tensorType?.elemType).toBe(DOUBLE);
  expect(then?.node?.[0]?.attribute?.[0]).toMatchObject({ name: 'value', t: { dataType: DOUBLE, doubleData: [0.25] } });
});

test('scales of a Resize stay float32, which is all that the operator takes', () => {
  const { initializer = [] } = converted({
    node: [{ opType: 'Resize', input: ['x', '', 'scales'], output: ['y'] }],
    initializer: [{ name: 'scales', dims: [2], dataType: FLOAT, floatData: [1, 2] }],
  });
  expect(initializer[0]?.dataType).toBe(FLOAT);
});

test.each(['RandomNormal', 'Bernoulli', 'QuantizeLinear', 'QLinearConv', 'MatMulInteger', 'ConvInteger'])(
  'there is no exact result behind %s',
  (opType) => {
    expect(toFloat64(modelOf({ node: [{ opType, input: ['x'], output: ['y'] }] }))).toBe(false);
  },
);
