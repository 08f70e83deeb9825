import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementCount, type PackedTensor, type Tensor, type Value, type Values } from '../tensor/tensor.js';

/**
 * Why outputs are no good to compare with: nothing but NaN, no element at all, or one value throughout. The last may be
 * what the model computes.
 */
export interface OutputDefect {
  readonly kind: 'nan' | 'empty' | 'constant';
  /** The output; the first one if it is all of them. */
  readonly output: string;
}

/** The worst defect of a model's outputs; null when they are fit to be compared. */
export function outputDefect(outputs: Values): OutputDefect | null {
  const tensors = Object.entries(outputs).flatMap(([output, value]) =>
    tensorsIn(value).map((tensor) => ({ output, tensor })),
  );
  const [first] = tensors;
  const filled = tensors.filter(({ tensor }) => elementCount(tensor.shape) > 0);
  if (filled.length === 0) return { kind: 'empty', output: first?.output ?? '' };
  const floats = filled.flatMap(({ output, tensor }) =>
    tensor.dtype !== 'string' && DTYPES[tensor.dtype].kind === 'float' ? [{ output, tensor }] : [],
  );
  const lost = floats.find(({ tensor }) => isOnlyNaN(tensor));
  if (lost !== undefined) return { kind: 'nan', output: lost.output };
  const several = floats.filter(({ tensor }) => elementCount(tensor.shape) > 1);
  const [one] = several;
  return one !== undefined && several.every(({ tensor }) => isConstant(tensor))
    ? { kind: 'constant', output: one.output }
    : null;
}

function tensorsIn(value: Value): readonly Tensor[] {
  switch (value.kind) {
    case 'tensor':
      return [value];
    case 'sequence':
      return value.items.flatMap(tensorsIn);
    case 'map':
      return tensorsIn(value.values);
    case 'absent':
      return [];
  }
}

function isOnlyNaN(tensor: PackedTensor): boolean {
  const { nanReferences, total } = measure(tensor, tensor, NO_LIMIT);
  return nanReferences === total;
}

/** Every element has the bytes of the first. */
function isConstant({ dtype, bytes }: PackedTensor): boolean {
  const size = DTYPES[dtype].bits / 8;
  return bytes.subarray(size).every((byte, index) => byte === bytes[index]);
}
