import { Malformed } from '../bytes/malformed.js';
import type { Content } from '../config/recipe.js';
import { DTYPES, type DType, type PackedDType } from '../tensor/dtype.js';
import { bytesOf } from '../tensor/elements.js';
import { type Element, encodeElements, integerLimits } from '../tensor/encode-elements.js';
import { elementCount, stringTensor, type Tensor, tensor } from '../tensor/tensor.js';
import { literalElement, literalTensor } from './literal.js';
import type { Random } from './random.js';

/** Dtypes whose elements a typed array holds without conversion. */
const WIDE_FLOATS: Partial<Record<DType, Float32ArrayConstructor | Float64ArrayConstructor>> = {
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array,
};
const WORDS = ['apple', 'bread', 'cloud', 'dance', 'earth', 'flame', 'green', 'house'] as const;
/** Integers below this by default: small enough for most tables of embeddings and classes. */
const DEFAULT_HIGH = 10;

/**
 * A tensor of the wanted type, filled as the recipe says; without one: floats normal(0, 1), integers 0 to 9 (as far as
 * the dtype goes), random booleans, short words for strings.
 * @throws Malformed when the content does not suit the dtype or the shape
 */
export function fill(
  dtype: DType,
  shape: readonly number[],
  content: Exclude<Content, { kind: 'file' }>,
  random: Random,
): Tensor {
  if (content.kind === 'constant' && Array.isArray(content.literal))
    return literalTensor(dtype, content.literal, shape);
  const count = elementCount(shape);
  if (dtype === 'string') return stringTensor(shape, fillStrings(count, content, random));
  const parts = DTYPES[dtype].kind === 'complex' ? 2 * count : count;
  const draw = drawer(dtype, content, random);
  const wide = WIDE_FLOATS[dtype];
  if (wide !== undefined) {
    // The common case without a boxed number per element: images have millions of them.
    const array = new wide(parts);
    for (let part = 0; part < parts; part++) array[part] = Number(draw(part));
    return tensor(dtype, shape, bytesOf(array));
  }
  const elements: Element[] = [];
  for (let part = 0; part < parts; part++) elements.push(draw(part));
  try {
    return tensor(dtype, shape, encodeElements(dtype, elements));
  } catch (error) {
    throw error instanceof RangeError ? new Malformed(error.message) : error;
  }
}

function fillStrings(count: number, content: Content, random: Random): string[] {
  const words = content.kind === 'choices' ? content.choices : content.kind === 'constant' ? [content.literal] : WORDS;
  const usable = words.filter((word) => typeof word === 'string');
  if (usable.length !== words.length || content.kind === 'range' || content.kind === 'normal')
    throw new Malformed('the content is not strings', { next: 'use {value: "text"} or {choices: ["one", "two"]}' });
  return Array.from({ length: count }, () => usable[random.integer(0, usable.length)] ?? '');
}

/** A function that draws element after element; for complex dtypes real and imaginary parts in turn. */
function drawer(dtype: PackedDType, content: Content, random: Random): (part: number) => Element {
  const { kind } = DTYPES[dtype];
  const continuous = kind === 'float' || kind === 'complex';
  switch (content.kind) {
    case 'constant': {
      const value = literalElement(dtype, content.literal);
      return (part) => (kind === 'complex' && part % 2 === 1 ? 0 : value);
    }
    case 'choices': {
      const choices = content.choices.map((choice) => literalElement(dtype, choice));
      return (part) => (kind === 'complex' && part % 2 === 1 ? 0 : (choices[random.integer(0, choices.length)] ?? 0));
    }
    case 'normal':
      if (!continuous) throw new Malformed(`normal draws floats, not ${dtype}`, { next: 'use range or choices' });
      return () => content.mean + content.deviation * random.normal();
    case 'range': {
      const { low, high } = content;
      if (continuous) return () => low + random.uniform() * (high - low);
      return integers(dtype, low, high, random);
    }
    default:
      if (continuous) return random.normal;
      return kind === 'bool' ? integers(dtype, 0, 2, random) : integers(dtype, 0, defaultHigh(dtype), random);
  }
}

function defaultHigh(dtype: PackedDType): number {
  return Math.min(DEFAULT_HIGH, Number(integerLimits(dtype)[1]) + 1);
}

function integers(dtype: PackedDType, low: number, high: number, random: Random): () => number {
  const [smallest, largest] = dtype === 'bool' ? [0n, 1n] : integerLimits(dtype);
  if (
    !Number.isSafeInteger(low) ||
    !Number.isSafeInteger(high) ||
    BigInt(low) < smallest ||
    BigInt(high) - 1n > largest
  )
    throw new Malformed(`range [${low}, ${high}] is not within the integers of ${dtype}`);
  return () => random.integer(low, high);
}
