/** How an input or output differs from the first form's apart from its name: element type and order of axes. */
import { convertElements } from '../tensor/convert-elements.js';
import type { DType } from '../tensor/dtype.js';
import { describeType, type PackedTensor, type Value } from '../tensor/tensor.js';
import { transpose } from '../tensor/transpose.js';

export interface PortChange {
  /** Element type in the first form, and in this one. */
  readonly dtype?: { readonly from: DType; readonly to: DType };
  readonly axes?: Axes;
}

/**
 * The first form's axes in the order of this form, as numpy's transpose takes them; null: an axis of size one that the
 * first form does not have, as where a scalar becomes `[1]`.
 */
export type Axes = readonly (number | null)[];

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
  if (axes === undefined) return typed;
  const { shape, ...turned } = transpose(typed, kept(axes));
  const own = [...shape];
  return { ...turned, shape: axes.map((axis) => (axis === null ? 1 : (own.shift() ?? 1))) };
}

/**
 * A value of this form as the first one has it. An unexpected type is left unchanged, so that it is reported.
 * @throws RangeError when its axes are not those of this form
 */
export function undoChange(value: Value, { dtype, axes }: PortChange): Value {
  if (value.kind !== 'tensor' || value.dtype === 'string') return value;
  const turned = axes === undefined ? value : transpose(withoutAdded(value, axes), inverse(kept(axes)));
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
    ...(axes === undefined ? [] : [`axes ${axes.map((axis) => axis ?? 'new').join(' ')}`]),
  ].join(', ');
}

function composeAxes(first: Axes | undefined, second: Axes | undefined): Axes | undefined {
  if (first === undefined || second === undefined) return second ?? first;
  return second.map((axis) => (axis === null ? null : (first[axis] ?? null)));
}

function kept(axes: Axes): number[] {
  return axes.filter((axis) => axis !== null);
}

/** @throws RangeError unless the tensor has the axes of this form */
function withoutAdded(value: PackedTensor, axes: Axes): PackedTensor {
  const { dtype, shape } = value;
  if (shape.length !== axes.length || shape.some((size, place) => axes[place] === null && size !== 1))
    throw new RangeError(`${describeType(dtype, shape)} does not have the ${changeInWords({ axes })}`);
  return { ...value, shape: shape.filter((_, place) => axes[place] !== null) };
}

function inverse(axes: readonly number[]): number[] {
  return axes.map((_, axis) => axes.indexOf(axis));
}
