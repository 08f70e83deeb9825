/**
 * Goldens in JSON, for people who write them by hand. The document is an object; each value is either
 *   {"dtype": "float32", "shape": [2, 2], "data": [1, 2, 3, 4]}   `data` flat or nested; dtype and shape are optional
 *   [[1, 2], [3, 4]] or 1                                         nested list or scalar, the signature gives the dtype
 * Elements are as in literal.ts: big integers, NaN and infinities are strings, complex numbers pairs.
 */
import { z } from 'zod';
import { Malformed } from '../bytes/malformed.js';
import { repeatedJsonKey } from '../bytes/repeated-json-key.js';
import { DTYPES, type DType } from '../tensor/dtype.js';
import type { Tensor } from '../tensor/tensor.js';
import { literalTensor } from './literal.js';

const isName = (name: string): name is DType => Object.hasOwn(DTYPES, name);
const explicit = z.strictObject({
  dtype: z.custom<DType>((raw) => typeof raw === 'string' && isName(raw), 'is not a dtype').optional(),
  shape: z.array(z.int().min(0)).max(32).optional(),
  data: z.unknown(),
});

/**
 * All tensors by name.
 * @param expected the signature's dtype for a name, used where the document has none
 * @throws Malformed with the name as entry
 */
export function readJsonGolden(
  text: string,
  expected: (name: string) => DType | null = () => null,
): Map<string, Tensor> {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Malformed('not JSON', { why: error instanceof Error ? error.message : String(error) });
  }
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new Malformed('must be an object of names and values');
  const repeated = repeatedJsonKey(text);
  if (repeated !== null)
    throw new Malformed('is in the document twice', { entry: repeated, next: 'keep one of the two' });
  return new Map(
    Object.entries(document).map(([name, raw]): [string, Tensor] => {
      try {
        return [name, readEntry(raw, expected(name))];
      } catch (error) {
        throw error instanceof Malformed ? error.in(name) : error;
      }
    }),
  );
}

function readEntry(raw: unknown, expected: DType | null): Tensor {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return written(requireDType(expected), raw);
  const parsed = explicit.safeParse(raw);
  if (!parsed.success)
    throw new Malformed('must be {"dtype", "shape", "data"}, a list or a number', {
      why: z.prettifyError(parsed.error),
    });
  const { dtype, shape, data } = parsed.data;
  return written(requireDType(dtype ?? expected), data, shape);
}

/** JSON has no infinity: what is read as one is a number with too many digits. */
function written(dtype: DType, data: unknown, shape?: readonly number[]): Tensor {
  const value = literalTensor(dtype, data, shape);
  for (const left = [data]; left.length > 0; ) {
    const one = left.pop();
    if (Array.isArray(one)) for (const item of one) left.push(item);
    else if (typeof one === 'number' && !Number.isFinite(one))
      throw new Malformed('has a number that is larger than any float64', {
        next: 'write an infinity as the string "Infinity" or "-Infinity"',
      });
  }
  return value;
}

function requireDType(dtype: DType | null): DType {
  if (dtype !== null) return dtype;
  throw new Malformed('has no dtype, and the model has no tensor of this name to take one from', {
    next: 'write {"dtype": "float32", "data": …}',
  });
}
