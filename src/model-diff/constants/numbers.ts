import { CHUNK, float64Decoder } from '../../compare/kernel/decode.js';
import { byteLength, DTYPES, type PackedDType } from '../../tensor/dtype.js';
import type { ConstantData } from '../model-file.js';

/** The numbers of a constant as float64, in blocks; a complex number counts as two. */
export interface Numbers {
  readonly count: number;
  blocks(): Generator<{ readonly from: number; readonly numbers: Float64Array }>;
}

/** Numbers of a constant that could be read as a whole. */
export function numbersOf(data: ConstantData, dtype: PackedDType): Numbers {
  const parts = DTYPES[dtype].kind === 'complex' ? 2 : 1;
  const count = data.elements * parts;
  return {
    count,
    *blocks() {
      // A multiple of two, so that a byte with two elements is never cut.
      const most = CHUNK / parts;
      for (let from = 0; from < data.elements; from += most) {
        const elements = Math.min(most, data.elements - from);
        const bytes = data.read(byteLength(dtype, from), byteLength(dtype, elements));
        const numbers = new Float64Array(elements * parts);
        float64Decoder({ kind: 'tensor', dtype, shape: [elements], bytes })(0, numbers.length, numbers);
        yield { from: from * parts, numbers };
      }
    },
  };
}

/** Numbers that are kept in memory to look for patterns among them: 64 MB for two constants. */
const MOST_IN_MEMORY = 1 << 22;

/** All numbers at once; null when they are too many. */
export function allNumbers(numbers: Numbers): Float64Array | null {
  if (numbers.count > MOST_IN_MEMORY) return null;
  const all = new Float64Array(numbers.count);
  for (const { from, numbers: block } of numbers.blocks()) all.set(block, from);
  return all;
}
