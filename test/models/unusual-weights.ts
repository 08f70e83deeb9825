/** Small ONNX models that state their weights in ways that are valid and rare. */
import { onnx } from '../../src/onnx/proto/onnx.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { buildModel, type NodeSpec, type WeightSpec, weight } from './build-model.js';

type Graph = onnx.GraphProto.$Properties;

/** [4, 3], with five of its numbers not zero. */
export const SPARSE = { shape: [4, 3], values: [0.5, -2, 3, 0.25, 7], places: [0, 2, 4, 9, 11] } as const;

const linear = (weights: readonly WeightSpec[], nodes: readonly NodeSpec[] = [], output: 'y' | 'h' = 'y') =>
  onnx.ModelProto.decode(
    buildModel({
      inputs: [{ name: 'x', dtype: 'float32', shape: [2, 4] }],
      outputs: [{ name: 'y', dtype: 'float32', shape: [2, 3] }],
      weights,
      nodes: [{ op: 'MatMul', inputs: ['x', 'W'], outputs: [output] }, ...nodes],
      opset: 21,
      irVersion: 10,
    }),
  );

function encoded(model: onnx.ModelProto, change: (graph: Graph) => void = () => {}): Uint8Array {
  if (model.graph != null) change(model.graph);
  return onnx.ModelProto.encode(model).finish();
}

const int64s = (numbers: readonly number[]) => bytesOf(BigInt64Array.from(numbers, BigInt));

/** @param perAxis a coordinate for each axis in place of one flat index */
export function sparseTensor(perAxis: boolean): onnx.SparseTensorProto.$Properties {
  const { shape, values, places } = SPARSE;
  const coordinates = places.flatMap((place) => [Math.floor(place / shape[1]), place % shape[1]]);
  return {
    dims: [...shape],
    values: { name: 'W', dataType: 1, dims: [values.length], rawData: bytesOf(Float32Array.from(values)) },
    indices: {
      dataType: 7,
      dims: perAxis ? [places.length, 2] : [places.length],
      rawData: int64s(perAxis ? coordinates : places),
    },
  };
}

export const sparse = (perAxis: boolean): Uint8Array =>
  encoded(linear([]), (graph) => {
    graph.sparseInitializer = [sparseTensor(perAxis)];
  });

/** A Constant node with a sparse value. */
export const sparseConstant = (): Uint8Array =>
  encoded(linear([]), (graph) => {
    const attribute = [{ name: 'sparse_value', type: 11, sparseTensor: sparseTensor(true) }];
    graph.node = [{ opType: 'Constant', name: 'constant', output: ['W'], attribute }, ...(graph.node ?? [])];
  });

const WEIGHT = weight('W', [4, 3], [0.5, -2, 3, 0.25, 7, 1, 1.5, -0.5, 2, 0.75, -1, 4]);

/** A float16 scale whose bits are stated as int32 numbers, as ONNX's own helper writes them. */
export const statedAsInt32 = (): Uint8Array =>
  encoded(
    linear(
      [WEIGHT],
      [
        { op: 'Cast', inputs: ['half'], outputs: ['scale'], attributes: { to: { int: 1 } } },
        { op: 'Mul', inputs: ['h', 'scale'], outputs: ['y'] },
      ],
      'h',
    ),
    // 1, 2 and 0.5.
    (graph) => graph.initializer?.push({ name: 'half', dataType: 10, dims: [3], int32Data: [0x3c00, 0x4000, 0x3800] }),
  );

/** The quantiser of opset 21 with an element type of 16 bits. */
export const quantised16 = (dtype: 'int16' | 'uint16'): Uint8Array =>
  encoded(
    linear(
      [
        WEIGHT,
        weight('scale', [], [1e-3]),
        { name: 'zero', dtype, shape: [], bytes: bytesOf(Uint16Array.of(dtype === 'int16' ? 0 : 32768)) },
      ],
      [
        { op: 'QuantizeLinear', inputs: ['h', 'scale', 'zero'], outputs: ['q'] },
        { op: 'DequantizeLinear', inputs: ['q', 'scale', 'zero'], outputs: ['y'] },
      ],
      'h',
    ),
  );

/** An output that is another name of a value that something else takes too. */
export const namedTwice = (): Uint8Array =>
  buildModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [2, 4] }],
    outputs: [
      { name: 'y', dtype: 'float32', shape: [2, 3] },
      { name: 'scaled', dtype: 'float32', shape: [2, 3] },
    ],
    weights: [WEIGHT, weight('k', [], [20])],
    nodes: [
      { op: 'MatMul', inputs: ['x', 'W'], outputs: ['h'] },
      { op: 'Mul', inputs: ['h', 'k'], outputs: ['scaled'] },
      { op: 'Identity', inputs: ['h'], outputs: ['y'] },
    ],
  });

/** An output of unsigned bytes, most of them above 127. */
export const unsignedOutput = (): Uint8Array =>
  encoded(
    linear(
      [WEIGHT, weight('scale', [], [0.05]), { name: 'zero', dtype: 'uint8', shape: [], bytes: Uint8Array.of(200) }],
      [{ op: 'QuantizeLinear', inputs: ['h', 'scale', 'zero'], outputs: ['y'] }],
      'h',
    ),
    (graph) => {
      graph.output = [
        { name: 'y', type: { tensorType: { elemType: 2, shape: { dim: [{ dimValue: 2 }, { dimValue: 3 }] } } } },
      ];
    },
  );
