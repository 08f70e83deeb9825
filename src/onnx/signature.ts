import { Malformed } from '../bytes/malformed.js';
import type { Dimension, Port, Signature, ValueType } from '../types.js';
import { dtypeOfOnnx } from './data-type.js';
import type { onnx } from './proto/onnx.js';

const INCOMPLETE = 'the signature is incomplete';
const UNKNOWN_TYPE = 'an input or output has a type that the gate does not support';

/**
 * Inputs (without initialisers, which old exporters list among them) and outputs, in the order of the graph. What it lists
 * twice is one output, as runtimes return it.
 */
export function signatureOf(graph: onnx.GraphProto.$Properties): Signature {
  const sparse = (graph.sparseInitializer ?? []).map(({ values }) => values);
  const constants = new Set([...(graph.initializer ?? []), ...sparse].map((tensor) => tensor?.name));
  return {
    inputs: (graph.input ?? []).filter(({ name }) => !constants.has(name)).map(portOf),
    outputs: [...new Map((graph.output ?? []).map((output) => [output.name, portOf(output)])).values()],
  };
}

function portOf({ name, type }: onnx.ValueInfoProto.$Properties): Port {
  if (type == null) throw new Malformed(INCOMPLETE, { why: `the type of ${name} is missing` });
  return { name: name ?? '', type: typeOf(type, name ?? '') };
}

function typeOf(type: onnx.TypeProto.$Properties, name: string): ValueType {
  if (type.tensorType != null) {
    const { elemType, shape } = type.tensorType;
    return {
      kind: 'tensor',
      dtype: dtype(elemType, name),
      shape: shape?.dim == null ? null : shape.dim.map(dimensionOf),
    };
  }
  if (type.sequenceType?.elemType != null) return { kind: 'sequence', item: typeOf(type.sequenceType.elemType, name) };
  if (type.mapType?.valueType != null)
    return { kind: 'map', key: dtype(type.mapType.keyType, name), value: typeOf(type.mapType.valueType, name) };
  if (type.optionalType?.elemType != null) return { kind: 'optional', item: typeOf(type.optionalType.elemType, name) };
  throw new Malformed(UNKNOWN_TYPE, { why: `${name} is not a tensor, sequence, map or optional` });
}

function dtype(elemType: number | null | undefined, name: string) {
  const found = dtypeOfOnnx(elemType ?? 0);
  if (found === undefined)
    throw new Malformed(UNKNOWN_TYPE, { why: `${name} has element type ${elemType ?? 0} of onnx.proto` });
  return found;
}

/** Some exporters write 0, -1 or "?" where they mean "any": such sizes are unknown, not zero and not one symbol. */
function dimensionOf({ dimValue, dimParam }: onnx.TensorShapeProto.Dimension.$Properties): Dimension {
  if (dimParam) return dimParam === '?' ? null : dimParam;
  const size = dimValue == null ? 0 : Number(dimValue);
  return size > 0 ? size : null;
}
