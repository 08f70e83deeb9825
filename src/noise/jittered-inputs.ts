import { numbersOf } from '../compare/kernel/numbers-of.js';
import { isJitterDType, jitterInPlace, SMALL } from '../onnx/jitter.js';
import type { CaseRun } from '../run/run-request.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementCount, type PackedTensor, type Values } from '../tensor/tensor.js';
import { valuesMadeBy } from '../values/stored-values.js';

/** A case with its inputs moved by one unit in the last place, when they are read. */
export function jitteredCase(one: CaseRun, held: HeldInputs, seed: number): CaseRun {
  return { ...one, inputs: valuesMadeBy(async () => jitteredInputs(await one.inputs.read(), held, seed)) };
}

/** Names of inputs that are not moved, or not all of them. */
export interface HeldInputs {
  readonly steering: ReadonlySet<string>;
  /** What decision trees compare with their thresholds. */
  readonly compared?: ReadonlySet<string>;
}

/**
 * Small inputs that control the graph (a bound, a threshold, a scale) stay as they are, and so do the whole numbers of
 * larger ones (tokens and labels, which many graphs take as floats and cast) and all that trees compare; other data is
 * jittered.
 */
export function jitteredInputs(inputs: Values, { steering, compared }: HeldInputs, seed: number): Values {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value], index) => {
      if (value.kind !== 'tensor' || value.dtype === 'string' || !isJitterDType(value.dtype)) return [name, value];
      if (compared?.has(name) === true) return [name, value];
      if (steering.has(name) && elementCount(value.shape) <= SMALL) return [name, value];
      const bytes = new Uint8Array(value.bytes);
      jitterInPlace(bytes, value.dtype, seed * 1009 + index + 1);
      const moved = { ...value, bytes };
      return [name, steering.has(name) ? withWholeNumbers(moved, value) : moved];
    }),
  );
}

/** The tensor with those elements of `before` that are whole numbers. */
function withWholeNumbers(moved: PackedTensor, before: PackedTensor): PackedTensor {
  const size = DTYPES[before.dtype].bits / 8;
  let index = 0;
  for (const number of numbersOf(before)) {
    const [from, to] = [index * size, (index + 1) * size];
    if (Number.isInteger(number)) moved.bytes.set(before.bytes.subarray(from, to), from);
    index++;
  }
  return moved;
}
