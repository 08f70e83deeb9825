import { onnx } from '../../src/onnx/proto/onnx.js';
import type { DType } from '../../src/tensor/dtype.js';

/** Numbers of TensorProto.DataType. */
const CODES: Readonly<Record<DType, number>> = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  complex64: 14,
  complex128: 15,
  bfloat16: 16,
  float8_e4m3fn: 17,
  float8_e4m3fnuz: 18,
  float8_e5m2: 19,
  float8_e5m2fnuz: 20,
  uint4: 21,
  int4: 22,
};

type TypeProto = onnx.TypeProto.$Properties;

/** `dtype[2, N]` */
export const tensorOf = (dtype: DType): TypeProto => ({
  tensorType: { elemType: CODES[dtype], shape: { dim: [{ dimValue: 2 }, { dimParam: 'N' }] } },
});

/** `x` → `y` through one operator of one input; Identity when nothing else is said. */
export function oneNodeModel(input: TypeProto, output = input, opType = 'Identity', domain = ''): Uint8Array {
  const opsetImport = [{ domain: '', version: 21 }, ...(domain === '' ? [] : [{ domain, version: 1 }])];
  return onnx.ModelProto.encode({
    irVersion: 10,
    opsetImport,
    graph: {
      name: 'graph',
      input: [{ name: 'x', type: input }],
      output: [{ name: 'y', type: output }],
      node: [{ opType, domain, input: ['x'], output: ['y'] }],
    },
  }).finish();
}
