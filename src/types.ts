/** The terms of the project: plain data shared by all stages. */
import type { DType } from './tensor/dtype.js';

export const CELL_STATES = [
  'pass',
  'drift',
  'approved',
  'convert-failed',
  'run-failed',
  'unsupported',
  'not-run',
  'error',
] as const;
/** The result of one model on one runtime. A closed set: every switch over it names all. */
export type CellState = (typeof CELL_STATES)[number];

export const FORMATS = [
  'onnx',
  'ort',
  'tflite',
  'saved-model',
  'keras',
  'torchscript',
  'exported-program',
  'pytorch-module',
  'jax-function',
  'stablehlo',
  'tfjs',
  'openvino-ir',
  'ncnn',
  'mnn',
  'executorch',
  'coreml',
  'iree',
  'tvm',
] as const;
/** The kind of a form, recognised by content. */
export type Format = (typeof FORMATS)[number];

/** A fixed size, a symbolic name that may occur several times, or null when nothing is known. */
export type Dimension = number | string | null;

export type ValueType =
  /** `shape` null: not even the rank is known. */
  | { readonly kind: 'tensor'; readonly dtype: DType; readonly shape: readonly Dimension[] | null }
  | { readonly kind: 'sequence'; readonly item: ValueType }
  | { readonly kind: 'map'; readonly key: DType; readonly value: ValueType }
  | { readonly kind: 'optional'; readonly item: ValueType };

/** One named input or output. */
export interface Port {
  readonly name: string;
  readonly type: ValueType;
}

export interface Signature {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export const PRECISIONS = ['f32', 'f16', 'tf32', 'bf16', 'int8'] as const;
/** The arithmetic a column is declared to use; it scales the tolerance. From fine to coarse. */
export type Precision = (typeof PRECISIONS)[number];
/** A precision coarser than float32. */
export type CoarsePrecision = Exclude<Precision, 'f32'>;
/** Float types narrower than float32, as programs in mixed precision have them between their operators. */
export type NarrowPrecision = Extract<Precision, 'f16' | 'bf16'>;

export type OptionValue = string | number | boolean;
export type Options = Readonly<Record<string, OptionValue>>;

/** What is wrong with a cell, a model or an artefact: a fault of the model, as a value. */
export interface Fault {
  readonly what: string;
  readonly why?: string;
  readonly next?: string;
}
