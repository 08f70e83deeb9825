/** What onnxruntime-node and onnxruntime-web share: their tensors, signatures and error texts (onnxruntime-common). */
import type { InferenceSession, Tensor as OrtTensor, TensorConstructor } from 'onnxruntime-common';
import { readOnnxModel } from '../onnx/onnx-model.js';
import { type DType, isDType } from '../tensor/dtype.js';
import { bytesOf, storageOf } from '../tensor/elements.js';
import { stringTensor, tensor, type Value, type Values } from '../tensor/tensor.js';
import type { Dimension, Port, Signature } from '../types.js';
import type { OptionSpec } from './define.js';

export const OPTIMIZATION = {
  type: 'string',
  values: ['disabled', 'basic', 'extended', 'all'],
  default: 'all',
  description: 'How far the graph is optimised before it runs',
} as const satisfies OptionSpec;

export const DISABLED_OPTIMIZERS = {
  type: 'string',
  default: '',
  description: 'Rewrites of the graph to leave out, by their names in ONNX Runtime, separated by commas',
} as const satisfies OptionSpec;

/** ONNX Runtime makes one operator of block-quantised weights and their product, which has an accuracy of its own. */
export const DYNAMIC_QUANTIZATION = {
  type: 'string',
  values: ['auto', 'none'],
  default: 'auto',
  operators: ['DequantizeLinear'],
  description: 'If what block-quantised weights multiply is cut to 8 bits; `none`: qdq_matmulnbits_accuracy_level 1',
} as const satisfies OptionSpec;

/** Element types that both bindings pass unchanged, measured on identity models. */
export const DTYPES_PASSED: readonly DType[] = [
  'float32',
  'float64',
  'float16',
  'int8',
  'int16',
  'int32',
  'int64',
  'uint8',
  'uint16',
  'uint32',
  'uint64',
  'bool',
  'string',
];

/**
 * Newer engines have Float16Array, and onnxruntime-common then wraps float16 in it, which the native binding cannot
 * read. Without the global, float16 travels as its bits in a Uint16Array on every engine alike.
 */
export function withoutFloat16Array(): void {
  Reflect.deleteProperty(globalThis, 'Float16Array');
}

export function toOrt(values: Values, Tensor: TensorConstructor): Record<string, OrtTensor> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, tensorOf(name, value, Tensor)]));
}

function tensorOf(name: string, value: Value, Tensor: TensorConstructor): OrtTensor {
  if (value.kind !== 'tensor')
    throw new Error(`input ${name} is a ${value.kind}; the JavaScript binding accepts tensors only`);
  if (value.dtype === 'string') return new Tensor('string', [...value.strings], value.shape);
  const type = value.dtype as OrtTensor.Type;
  return new Tensor(type, storageOf(value) as OrtTensor.DataType, value.shape);
}

export function fromOrt(outputs: InferenceSession.OnnxValueMapType): Values {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, output]) => [name, valueOfOrt(name, output as OrtTensor)]),
  );
}

function valueOfOrt(name: string, { type, dims, data }: OrtTensor): Value {
  if (type === 'string') return stringTensor([...dims], data as string[]);
  if (!isDType(type)) throw new Error(`output ${name} has the unknown element type ${type}`);
  return tensor(type, [...dims], bytesOf(data as Exclude<OrtTensor.DataType, string[]>));
}

/** What a session says about its inputs and outputs; releases before 1.22 say nothing of their types. */
export type SessionMetadata = Partial<Pick<InferenceSession, 'inputMetadata' | 'outputMetadata'>>;

/** The signature of a session, or of the file at `path` where the session does not know it. */
export function signatureOfSession({ inputMetadata, outputMetadata }: SessionMetadata, path: string): Signature {
  if (inputMetadata !== undefined && outputMetadata !== undefined)
    return { inputs: inputMetadata.map(portOf), outputs: outputMetadata.map(portOf) };
  const model = readOnnxModel(path);
  if ('fault' in model) throw new Error(model.fault.what);
  return model.signature;
}

function portOf(metadata: InferenceSession.ValueMetadata): Port {
  const { name } = metadata;
  if (!metadata.isTensor || !isDType(metadata.type)) throw new Error(`${name} is not a tensor`);
  return { name, type: { kind: 'tensor', dtype: metadata.type, shape: metadata.shape.map(dimensionOf) } };
}

/** An empty name, a size of 0 and a -1 read as unsigned (WebAssembly) mean any size, not one symbol. */
function dimensionOf(size: number | string): Dimension {
  if (typeof size === 'string') return size === '' || size === '?' ? null : size;
  return size > 0 && size < 2 ** 31 ? size : null;
}

/** Whether WebAssembly threw the address of an exception instead of its text, as older releases do. */
export const isWithoutText = (error: unknown): error is number => typeof error === 'number';

/** An error that says so where there is no text. */
export function errorWithText(error: unknown): unknown {
  if (!isWithoutText(error)) return error;
  return new Error(`an exception without a text (${error}), as older releases throw it: a newer one may say why`);
}

/** What a call gives; its error has a text. */
export async function withText<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw errorWithText(error);
  }
}

/** Recognises ONNX Runtime's messages about what it does not implement: a kernel, an operator or a type. */
export function unsupportedByOrt(message: string): string | null {
  const kernel = /Could not find an implementation for (\S+) node|Failed to find kernel for (\S+?)\(/.exec(message);
  if (kernel !== null) return `no kernel for the operator ${kernel[1] ?? kernel[2]}`;
  const operator = /(\S+) is not a registered function\/op|No Op registered for (\S+)/.exec(message);
  if (operator !== null) return `does not know the operator ${operator[1] ?? operator[2]}`;
  const ir = /Unsupported model IR version: (\d+), max supported IR version: (\d+)/i.exec(message);
  if (ir !== null) return `IR version ${ir[1]} is newer than this release knows (at most ${ir[2]})`;
  const opset = /Opset (\d+) is under development[\s\S]*till opset (\d+)/.exec(message);
  if (opset !== null) return `opset ${opset[1]} is newer than this release knows (at most ${opset[2]})`;
  const locale = /Failed to construct locale with name: ?([\w.-]+)/.exec(message);
  if (locale !== null) return `needs the locale ${locale[1]}, which this machine does not have`;
  // Thrown by Node.js, which cannot read such a file as one piece; WebAssembly could not hold it either.
  if (/File size \(\d+\) is greater than 2 GiB/.test(message)) return 'files over 2 GiB do not fit into WebAssembly';
  if (/Non tensor type is temporarily not supported/i.test(message))
    return 'its JavaScript binding supports no outputs other than tensors';
  const type = /unsupported (?:tensor )?(?:data )?type:? ?(\S+)/i.exec(message);
  return type === null ? null : `the element type ${type[1]} is not supported by its JavaScript binding`;
}
