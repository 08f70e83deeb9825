import { isJitterDType } from '../onnx/jitter.js';
import { DTYPES, type DType } from '../tensor/dtype.js';
import { storageOf } from '../tensor/elements.js';
import type { PackedTensor, Values } from '../tensor/tensor.js';
import { decodedFloats } from './tensor-numbers.js';

/** Mean of each output's finite elements over all runs, for outputs that are tensors of real numbers. */
export function outputMeans(runs: readonly Values[]): Map<string, { readonly dtype: DType; readonly mean: number }> {
  const sums = new Map<string, { dtype: DType; sum: number; count: number }>();
  for (const run of runs)
    for (const [name, value] of Object.entries(run)) {
      if (value.kind !== 'tensor' || value.dtype === 'string') continue;
      const numbers = numbersOf(value)?.filter(Number.isFinite);
      if (numbers === undefined) continue;
      const known = sums.get(name) ?? { dtype: value.dtype, sum: 0, count: 0 };
      known.sum += numbers.reduce((sum, number) => sum + number, 0);
      known.count += numbers.length;
      sums.set(name, known);
    }
  return new Map(
    [...sums].map(([name, { dtype, sum, count }]) => [name, { dtype, mean: count === 0 ? 0 : sum / count }]),
  );
}

function numbersOf(tensor: PackedTensor): Float64Array | undefined {
  if (isJitterDType(tensor.dtype)) return decodedFloats(tensor);
  const { kind, bits } = DTYPES[tensor.dtype];
  return kind === 'integer' && bits >= 8 ? Float64Array.from(Array.from(storageOf(tensor), Number)) : undefined;
}
