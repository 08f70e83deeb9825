import { formatElement } from '../number-format.js';
import { DTYPES, type PackedDType } from '../tensor/dtype.js';
import { describeType } from '../tensor/tensor.js';
import { close } from './constants/close.js';
import { type Description, described, type NumbersPair, type Recogniser } from './constants/description.js';
import { compareElements, type Elementwise } from './constants/elementwise.js';
import { nonFinite } from './constants/non-finite.js';
import { allNumbers, numbersOf } from './constants/numbers.js';
import { oneElement } from './constants/one-element.js';
import { other } from './constants/other.js';
import { rearranged } from './constants/rearranged.js';
import { rounded } from './constants/rounded.js';
import { scaled } from './constants/scaled.js';
import { shiftedValues } from './constants/shifted-values.js';
import { isTransposed, transposed } from './constants/transposed.js';
import { turned } from './constants/turned.js';
import { zeroed } from './constants/zeroed.js';
import type { ConstantData } from './model-file.js';
import { shown } from './shown.js';

/** The ways in which numbers are known to differ, the most specific first. */
const RECOGNISERS: readonly Recogniser[] = [
  nonFinite,
  zeroed,
  rounded,
  shiftedValues,
  transposed,
  turned,
  rearranged,
  oneElement,
  scaled,
  close,
];

/** How two constants differ: a few values, or in words. */
export type ConstantChange = { readonly from: string; readonly to: string } | Description;

/** Values of so few elements are shown. */
const FEW = 4;

/**
 * How two constants of corresponding nodes differ; null when they do not.
 * @param axisName what the indices of an axis are
 */
export function compareConstants(
  a: ConstantData,
  b: ConstantData,
  axisName: (axis: number) => string,
): ConstantChange | null {
  if (a.dtype === 'string' || b.dtype === 'string') return compareStrings(a, b);
  if (a.size < 0 || b.size < 0) return null;
  const types = { a: describeType(a.dtype, a.shape), b: describeType(b.dtype, b.shape) };
  const isSameShape = a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);
  if (!isSameShape) return otherShape(a, b, a.dtype, b.dtype) ?? { from: types.a, to: types.b };
  if (a.dtype === b.dtype && haveSameBytes(a, b)) return null;
  const [x, y] = [numbersOf(a, a.dtype), numbersOf(b, b.dtype)];
  if (x.count !== y.count) return { from: types.a, to: types.b };
  const each = compareElements(x, y);
  if (a.dtype !== b.dtype) return otherType(a.dtype, b.dtype, each.relative);
  if (each.differing === 0) return null;
  const floats = DTYPES[a.dtype].kind === 'float';
  if (x.count === 1 && !(floats && each.roundings.float16 <= 1)) return values(a, b, a.dtype);
  const isComplex = DTYPES[a.dtype].kind === 'complex';
  const pair: NumbersPair = {
    shape: isComplex ? [...a.shape, 2] : a.shape,
    each,
    floats: floats || isComplex,
    axisName,
    whole: once(() => (isNearlySame(each) ? null : both(allNumbers(x), allNumbers(y)))),
  };
  for (const recognise of RECOGNISERS) {
    const found = recognise(pair);
    if (found !== null) return found;
  }
  return x.count <= FEW ? values(a, b, a.dtype) : other(pair);
}

/** Nearly every number a little different: what comes from another place differs by more. */
const isNearlySame = ({ differing, count, relative }: Elementwise) => differing > 0.9 * count && relative < 0.01;

/** The same value however often it is asked for: several recognisers look at all numbers. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function both(a: Float64Array | null, b: Float64Array | null): ReturnType<NumbersPair['whole']> {
  return a === null || b === null ? null : { a, b };
}

function compareStrings(a: ConstantData, b: ConstantData): ConstantChange | null {
  if (a.strings === null || b.strings === null)
    return a.dtype === b.dtype ? null : { from: describeType(a.dtype, a.shape), to: describeType(b.dtype, b.shape) };
  const differing = a.strings.findIndex((text, index) => text !== b.strings?.[index]);
  if (differing < 0 && a.strings.length === b.strings.length) return null;
  const known = new Set(a.strings);
  if (a.strings.length === b.strings.length && b.strings.every((text) => known.has(text)))
    return described('has the same texts in another order', 'have the same texts in another order');
  const at = Math.max(0, differing);
  return { from: `"${shown(a.strings[at] ?? '')}"`, to: `"${shown(b.strings[at] ?? '')}"` };
}

/** A matrix that is transposed; null for anything else. */
function otherShape(a: ConstantData, b: ConstantData, dtypeA: PackedDType, dtypeB: PackedDType): ConstantChange | null {
  const [rows = 0, columns = 0] = a.shape;
  const areMatrices = a.shape.length === 2 && b.shape.length === 2 && dtypeA === dtypeB;
  if (!areMatrices || b.shape[0] !== columns || b.shape[1] !== rows) return null;
  const all = both(allNumbers(numbersOf(a, dtypeA)), allNumbers(numbersOf(b, dtypeB)));
  return all !== null && isTransposed(all.a, all.b, rows, columns)
    ? described('is transposed', 'are transposed')
    : null;
}

function otherType(a: PackedDType, b: PackedDType, relative: number): Description {
  // What one rounding to the coarser type may change.
  const coarse = Math.max(DTYPES[a].unitRoundoff, DTYPES[b].unitRoundoff);
  const too = relative <= coarse ? '' : ', and other numbers';
  return described(`is ${b} instead of ${a}${too}`, `are ${b} instead of ${a}${too}`);
}

function values(a: ConstantData, b: ConstantData, dtype: PackedDType): ConstantChange {
  return { from: valuesOf(a, dtype), to: valuesOf(b, dtype) };
}

function valuesOf(data: ConstantData, dtype: PackedDType): string {
  const numbers = allNumbers(numbersOf(data, dtype)) ?? new Float64Array();
  const texts = Array.from(numbers, formatElement);
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}

const BLOCK = 1 << 20;

function haveSameBytes(a: ConstantData, b: ConstantData): boolean {
  for (let at = 0; at < a.size; at += BLOCK) {
    const length = Math.min(BLOCK, a.size - at);
    if (Buffer.compare(a.read(at, length), b.read(at, length)) !== 0) return false;
  }
  return a.size === b.size;
}
