/** Tensors written by hand: nested or flat lists in JSON goldens and in recipes. */

import { Malformed } from '../bytes/malformed.js';
import { DTYPES, type DType } from '../tensor/dtype.js';
import { type Element, encodeElements, fitsFloat } from '../tensor/encode-elements.js';
import { elementCount, stringTensor, type Tensor, tensor } from '../tensor/tensor.js';

const MAX_RANK = 32;

interface Flat {
  readonly shape: readonly number[];
  readonly leaves: readonly unknown[];
}

/**
 * A tensor from a single element or a nested list, whose nesting is the shape unless `shape` is given: then only the
 * number of elements must agree. Integers beyond 2^53 are strings of digits, NaN and infinities the strings "NaN",
 * "Infinity" and "-Infinity", complex numbers pairs [re, im].
 * @throws Malformed when the list is ragged, or an element does not fit the dtype
 */
export function literalTensor(dtype: DType, literal: unknown, shape?: readonly number[]): Tensor {
  const flat = flatten(literal);
  if (dtype === 'string') {
    const strings = flat.leaves.map((leaf) => {
      if (typeof leaf !== 'string') throw new Malformed(`${show(leaf)} is not a string`);
      return leaf;
    });
    return stringTensor(requireCount(shape ?? flat.shape, strings.length), strings);
  }
  const complex = DTYPES[dtype].kind === 'complex';
  if (complex && flat.shape.at(-1) !== 2) throw new Malformed(`${dtype} needs pairs [re, im]`);
  const own = complex ? flat.shape.slice(0, -1) : flat.shape;
  const numbers = flat.leaves.map((leaf) => literalElement(dtype, leaf));
  const size = requireCount(shape ?? own, complex ? numbers.length / 2 : numbers.length);
  try {
    return tensor(dtype, size, encodeElements(dtype, numbers));
  } catch (error) {
    throw error instanceof RangeError ? new Malformed(error.message) : error;
  }
}

/** Shape that a nested list has as a tensor of the dtype, [] for a single element. @throws Malformed when it is ragged */
export function literalShape(dtype: DType, literal: unknown): readonly number[] {
  const { shape } = flatten(literal);
  return DTYPES[dtype].kind === 'complex' ? shape.slice(0, -1) : shape;
}

function requireCount(shape: readonly number[], count: number): readonly number[] {
  if (elementCount(shape) !== count)
    throw new Malformed(`shape [${shape.join(', ')}] needs ${elementCount(shape)} elements, the data has ${count}`);
  return shape;
}

function flatten(literal: unknown): Flat {
  const leaves: unknown[] = [];
  const shape = measure(literal);
  collect(literal, shape, 0, leaves);
  return { shape, leaves };
}

/** Sizes along the first elements; `collect` checks that all others agree. */
function measure(literal: unknown): number[] {
  const shape: number[] = [];
  for (let inner = literal; Array.isArray(inner); inner = inner[0]) {
    if (shape.length === MAX_RANK) throw new Malformed(`lists nested deeper than ${MAX_RANK} levels`);
    shape.push(inner.length);
  }
  return shape;
}

function collect(literal: unknown, shape: readonly number[], depth: number, leaves: unknown[]): void {
  const size = shape[depth];
  if (size === undefined) {
    if (Array.isArray(literal)) throw new Malformed('the nested lists are ragged');
    leaves.push(literal);
    return;
  }
  if (!Array.isArray(literal) || literal.length !== size) throw new Malformed('the nested lists are ragged');
  for (const item of literal) collect(item, shape, depth + 1, leaves);
}

/** One element as a number. @throws Malformed when it does not fit the dtype */
export function literalElement(dtype: DType, leaf: unknown): Element {
  switch (DTYPES[dtype].kind) {
    case 'bool':
      if (leaf === true || leaf === 1) return 1;
      if (leaf === false || leaf === 0) return 0;
      break;
    case 'integer':
      if (typeof leaf === 'string' && /^-?\d{1,20}$/.test(leaf)) return BigInt(leaf);
      if (typeof leaf === 'number' && Number.isInteger(leaf)) return exact(leaf);
      break;
    case 'float':
    case 'complex':
      if (typeof leaf === 'number') return inRange(dtype, leaf);
      if (leaf === 'NaN' || leaf === 'Infinity' || leaf === '-Infinity') return Number(leaf);
      break;
    case 'string':
      break;
  }
  throw new Malformed(`${show(leaf)} is not a valid ${dtype}`);
}

/** Rounding to an infinity, or to NaN where there is none, is not what somebody wrote. */
function inRange(dtype: DType, value: number): number {
  if (!Number.isFinite(value) || dtype === 'string' || fitsFloat(dtype, value)) return value;
  throw new Malformed(`${value} does not fit ${dtype}`, {
    next: 'write an infinity as the string "Infinity" or "-Infinity"',
  });
}

function exact(value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new Malformed(`${value} may have lost digits`, {
    why: 'integers in JSON are exact only up to 2^53',
    next: 'write integers beyond that as strings, as in "9223372036854775807"',
  });
}

function show(leaf: unknown): string {
  return JSON.stringify(leaf)?.slice(0, 60) ?? 'nothing';
}
