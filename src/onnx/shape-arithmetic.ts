/** How shapes follow from shapes. Sizes that an operator needs to be equal are reported to `same`. */
import { known, openSize, type Size } from './sizes.js';

export type Shape = readonly Size[];
export type Same = (one: Size, other: Size) => void;

/** The size of an axis, counted from the end where it is negative. */
export const at = (shape: Shape, axis: number): Size => shape.at(axis) ?? openSize();

/** The shape of operands of several shapes; sizes that meet are taken to be equal unless one of them is 1. */
export function broadcast(shapes: readonly (Shape | null | undefined)[], same: Same): Shape | null {
  let result: Shape = [];
  for (const shape of shapes) {
    if (shape == null) return null;
    const rank = Math.max(result.length, shape.length);
    const [a, b] = [result, shape];
    result = Array.from({ length: rank }, (_, axis) => {
      const [x, y] = [known(a[axis - rank + a.length] ?? 1), known(b[axis - rank + b.length] ?? 1)];
      if (x === 1) return y;
      if (y !== 1) same(x, y);
      return x;
    });
  }
  return result;
}

/** The shape of a matrix product, of stacks of matrices or of vectors. */
export function matMul(a: Shape | null | undefined, b: Shape | null | undefined, same: Same): Shape | null {
  if (a == null || b == null || a.length === 0 || b.length === 0) return null;
  same(at(a, -1), b.length === 1 ? at(b, 0) : at(b, -2));
  const batch = broadcast([a.slice(0, -2), b.slice(0, -2)], same) ?? [];
  return [...batch, ...(a.length > 1 ? [at(a, -2)] : []), ...(b.length > 1 ? [at(b, -1)] : [])];
}

/** All sizes multiplied. */
export function product(sizes: Shape): Size {
  const found = sizes.map(known).filter((size) => size !== 1);
  if (found.every((size) => typeof size === 'number'))
    return found.reduce<number>((all, size) => all * Number(size), 1);
  return found.length === 1 ? (found[0] ?? 1) : openSize();
}

/** @param axes null: all of them @param keep as 1 */
export function withoutAxes(shape: Shape, axes: readonly number[] | null, keep: boolean): Size[] {
  const gone = (axis: number) => axes === null || axes.some((one) => (one + shape.length) % shape.length === axis);
  return shape.flatMap((size, axis) => (gone(axis) ? (keep ? [1] : []) : [size]));
}

/** A shape in another form: 0 copies a size, -1 takes what is left. */
export function reshaped(from: Shape | null, to: Shape, same: Same): Shape {
  const sizes = to.map(known).map((size, axis) => (size === 0 ? known(from?.[axis] ?? openSize()) : size));
  if (from === null) return sizes.map((size) => (size === -1 ? openSize() : size));
  const rest = restOf(from.map(known), sizes);
  const fits = typeof rest !== 'number' || (sizes.includes(-1) ? Number.isInteger(rest) && rest > 0 : rest === 1);
  if (!fits) same(0, 1);
  return sizes.map((size) => (size === -1 ? (fits ? rest : openSize()) : size));
}

/** What the one shape has and the other lacks. */
function restOf(from: Shape, to: Shape): Size {
  const open = from.filter((size) => typeof size !== 'number');
  for (const size of to) {
    const found = open.indexOf(size as (typeof open)[number]);
    if (typeof size !== 'number' && found === -1) return openSize();
    if (typeof size !== 'number') open.splice(found, 1);
  }
  const numbers = (sizes: Shape) =>
    sizes.reduce<number>((all, size) => all * (typeof size === 'number' && size > 0 ? size : 1), 1);
  const quotient = numbers(from) / numbers(to);
  const [only, ...more] = open;
  if (only === undefined) return quotient;
  return more.length === 0 && quotient === 1 ? only : openSize();
}
