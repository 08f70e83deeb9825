import {
  type Attribute,
  floatAttribute,
  intAttribute,
  intsAttribute,
  stringAttribute,
} from '../../src/onnx/attributes.js';
import { ONNX_NUMBERS } from '../../src/onnx/data-type.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import type { PackedDType } from '../../src/tensor/dtype.js';
import { encodeElements } from '../../src/tensor/encode-elements.js';
import { elementCount, type PackedTensor, tensor } from '../../src/tensor/tensor.js';

/** `{ f: 1e-5 }` is a float, a plain number an integer, a list integers. */
type AttributeValue = number | string | readonly number[] | { readonly f: number };

/** An operator with its inputs. */
export interface OneOperator {
  readonly opType: string;
  readonly domain?: string;
  readonly opset?: number;
  readonly attributes?: Readonly<Record<string, AttributeValue>>;
  /** In order; null for one that is left out. */
  readonly inputs: readonly (NamedTensor | null)[];
  /** By name: the element type. */
  readonly outputs: Readonly<Record<string, PackedDType>>;
}

/** A name that starts with w is that of a weight, every other one that of an input. */
type NamedTensor = readonly [name: string, value: PackedTensor];

/** A few operators. */
export interface Operators extends Pick<OneOperator, 'domain' | 'opset' | 'outputs'> {
  readonly nodes: readonly onnx.NodeProto.$Properties[];
  readonly values: readonly NamedTensor[];
}

export interface OperatorModel {
  readonly bytes: Uint8Array;
  readonly inputs: Readonly<Record<string, PackedTensor>>;
}

/** A model of one operator. */
export function oneOperator({
  opType,
  domain = '',
  attributes = {},
  inputs,
  outputs,
  ...rest
}: OneOperator): OperatorModel {
  const node = {
    opType,
    domain,
    name: opType.toLowerCase(),
    input: inputs.map((one) => one?.[0] ?? ''),
    output: Object.keys(outputs),
    attribute: Object.entries(attributes).map(([name, value]) => attributeOf(name, value)),
  };
  return modelOf({ ...rest, domain, outputs, nodes: [node], values: inputs.filter((one) => one !== null) });
}

/** A model of these operators. */
export function modelOf({ nodes, domain = '', opset = 17, values, outputs }: Operators): OperatorModel {
  const isWeight = ([name]: NamedTensor) => name.startsWith('w');
  const inputs = values.filter((one) => !isWeight(one));
  const bytes = onnx.ModelProto.encode({
    irVersion: opset < 21 ? 8 : 10,
    producerName: 'model-portability-gate',
    opsetImport: [{ domain: '', version: opset }, ...(domain === '' ? [] : [{ domain, version: 1 }])],
    graph: {
      name: 'operator',
      node: [...nodes],
      initializer: values.filter(isWeight).map(([name, { dtype, shape, bytes: rawData }]) => ({
        name,
        dims: [...shape],
        dataType: ONNX_NUMBERS[dtype],
        rawData,
      })),
      input: inputs.map(([name, { dtype, shape }]) => port(name, dtype, shape)),
      output: Object.entries(outputs).map(([name, dtype]) => port(name, dtype, null)),
    },
  }).finish();
  return { bytes, inputs: Object.fromEntries(inputs) };
}

function port(name: string, dtype: PackedDType, shape: readonly number[] | null): onnx.ValueInfoProto.$Properties {
  const sizes = shape === null ? {} : { shape: { dim: shape.map((dimValue) => ({ dimValue })) } };
  return { name, type: { tensorType: { elemType: ONNX_NUMBERS[dtype], ...sizes } } };
}

export function attributeOf(name: string, value: AttributeValue): Attribute {
  if (typeof value === 'number') return intAttribute(name, value);
  if (typeof value === 'string') return stringAttribute(name, value);
  return 'f' in value ? floatAttribute(name, value.f) : intsAttribute(name, value);
}

/** A tensor of these numbers. */
export function numbers(dtype: PackedDType, shape: readonly number[], values: ArrayLike<number>): PackedTensor {
  return tensor(dtype, shape, encodeElements(dtype, values));
}

/** Evenly spread over a range, in a fixed order that is not sorted. */
export function spread(shape: readonly number[], from: number, to: number): PackedTensor {
  const count = elementCount(shape);
  const step = (count % 2 === 0 ? count - 1 : count) > 3 ? coprime(count) : 1;
  return numbers(
    'float32',
    shape,
    Array.from({ length: count }, (_, index) => from + ((to - from) * (((index * step) % count) + 0.37)) / count),
  );
}

/** A step through `count` places that comes by each of them once. */
function coprime(count: number): number {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
  let step = Math.floor(count * 0.618) | 1;
  while (gcd(step, count) !== 1) step += 2;
  return step;
}
