/** How an input or output differs from the first form's apart from its name: element type and order of axes. */
import { convertElements } from '../tensor/convert-elements.js';
import type { DType } from '../tensor/dtype.js';
import type { PackedTensor, Value } from '../tensor/tensor.js';
import { transpose } from '../tensor/transpose.js';

export interface PortChange {
  /** Element type in the first form, and in this one. */
  readonly dtype?: { readonly from: DType; readonly to: DType };
  /** The first form's axes in the order of this form, as numpy's transpose takes them. */
  readonly axes?: readonly number[];
}

/** By this form's name of an input or output; what is not listed is as in the first form. */
export type PortChanges = Readonly<Record<string, PortChange>>;

/**
 * A value of the first form as this one expects it. Anything but a tensor of numbers is left unchanged.
 * @throws RangeError when a number does not fit the other type, or the number of axes differs
 */
export function changeValue(value: Value, { dtype, axes }: PortChange): Value {
  if (value.kind !== 'tensor' || value.dtype === 'string') return value;
  const typed: PackedTensor =
    dtype !== undefined && value.dtype === dtype.from ? convertElements(value, dtype.to) : value;
  return axes === undefined ? typed : transpose(typed, axes);
}

/**
 * A value of this form as the first one has it. An unexpected type is left unchanged, so that it is reported.
 * @throws RangeError when the number of axes differs
 */
export function undoChange(value: Value, { dtype, axes }: PortChange): Value {
  if (value.kind !== 'tensor' || value.dtype === 'string') return value;
  const turned = axes === undefined ? value : transpose(value, inverse(axes));
  return dtype !== undefined && turned.dtype === dtype.to ? convertElements(turned, dtype.from) : turned;
}

/** One change after another. */
export function composeChanges(first: PortChange, second: PortChange): PortChange {
  const axes = composeAxes(first.axes, second.axes);
  const from = first.dtype?.from ?? second.dtype?.from;
  const to = second.dtype?.to ?? first.dtype?.to;
  return {
    ...(from !== undefined && to !== undefined && from !== to && { dtype: { from, to } }),
    ...(axes !== undefined && { axes }),
  };
}

/** In words, as in "int64 as int32, axes 0 2 3 1"; empty when there is nothing to say. */
export function changeInWords({ dtype, axes }: PortChange): string {
  return [
    ...(dtype === undefined ? [] : [`${dtype.from} as ${dtype.to}`]),
    ...(axes === undefined ? [] : [`axes ${axes.join(' ')}`]),
  ].join(', ');
}

function composeAxes(first: readonly number[] | undefined, second: readonly number[] | undefined) {
  if (first === undefined || second === undefined) return second ?? first;
  return second.map((axis) => first[axis] ?? axis);
}

function inverse(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}
