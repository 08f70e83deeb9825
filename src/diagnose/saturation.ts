import type { ConverterFacts } from '../adapters/define.js';
import { type Platform, saturatesHere } from '../host/platform.js';
import { hasIntegerProducts } from '../onnx/integer-products.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { defaultsOf } from '../plan/checked-options.js';
import type { Column } from '../plan/column.js';

/** Where 8-bit products of a model may saturate on this processor. */
export interface Saturation {
  readonly column: boolean;
  readonly reference: boolean;
  /** Whether the graph itself multiplies integers; if not, only optimised it does, where it has floats between Q and DQ. */
  readonly integer: boolean;
  /** The converter of the column's route whose 8-bit weights do; left out where they are those of the committed file. */
  readonly converter?: { readonly id: string };
}

/** Operators that optimisers multiply as integers between Q and DQ. */
const FLOAT = /^(Conv|ConvTranspose|Gemm|MatMul)$/;

export interface SaturationContext {
  readonly platform: Pick<Platform, 'arch' | 'isa'>;
  readonly onnx: Pick<OnnxModel, 'operators' | 'weights'> | undefined;
  /** Whether the runtime of the column, and the one that makes the reference, saturate at all. */
  readonly runtimes: Pick<Saturation, 'column' | 'reference'>;
  /** The column, whose converters may quantise the model. */
  readonly column: Pick<Column, 'through' | 'converters'>;
}

/**
 * On x86 without VNNI, pairs of u8 × s8 products are added in 16 bits by some runtimes, and 2·255·127 does not fit. The
 * reference runs without optimisations, so that products between Q and DQ are floats there. Null when nothing saturates, or
 * the instruction sets are unknown.
 */
export function saturationOf({ platform, onnx, runtimes, column }: SaturationContext): Saturation | null {
  if (platform.isa.length === 0 || !saturatesHere(platform)) return null;
  const converter = runtimes.column ? quantisingConverter(column) : undefined;
  // Without golden cases it knows no ranges of activations, so that they are quantised as the model runs, for integer
  // operators.
  if (converter !== undefined)
    return { column: true, reference: false, integer: !converter.cases, converter: { id: converter.id } };
  return onnx === undefined ? null : saturationOfFile(onnx, runtimes);
}

/** The converter that gives the model weights of all eight bits, as its options are. */
function quantisingConverter({ through, converters }: SaturationContext['column']): ConverterFacts | undefined {
  return through?.find((converter) => {
    const { id, precision } = converter;
    const set = { ...defaultsOf(converter), ...converters?.[id] };
    return precision === 'int8' && set.weights !== 'uint8' && set['reduce-range'] !== true;
  });
}

function saturationOfFile(
  onnx: Pick<OnnxModel, 'operators' | 'weights'>,
  runtimes: SaturationContext['runtimes'],
): Saturation | null {
  // Weights of u8 are multiplied in another way, or shifted to s8, where they are half as large.
  if (!onnx.weights.some(({ dtype }) => dtype === 'int8')) return null;
  const has = (pattern: RegExp) => onnx.operators.some(({ type }) => pattern.test(type));
  const integer = hasIntegerProducts(onnx.operators);
  const found = {
    column: runtimes.column && (integer || (has(FLOAT) && has(/^DequantizeLinear$/))),
    reference: runtimes.reference && integer,
    integer,
  };
  return found.column || found.reference ? found : null;
}
