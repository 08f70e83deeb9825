import { contentOf, type Recipe, type Recipes } from '../config/recipe.js';
import { isJitterDType } from '../onnx/jitter.js';
import { DTYPES } from '../tensor/dtype.js';
import { storageOf } from '../tensor/elements.js';
import { integerLimits } from '../tensor/encode-elements.js';
import type { PackedTensor, Value, Values } from '../tensor/tensor.js';
import type { Port, Signature } from '../types.js';
import { fill } from './fill.js';
import { randomFor } from './random.js';

/** Inputs beside those of the goldens. */
export interface OtherInputs {
  /** How they differ, as in "five times the usual spread". */
  readonly name: string;
  /** What differs, as written in the configuration. */
  readonly recipes: Recipes;
  readonly values: Values;
}

export interface Goldens {
  readonly kind: 'committed' | 'synthetic';
  /** Inputs of one case. */
  readonly sample: Values;
  /** The user's own, whose kind of content is kept. */
  readonly recipes: Recipes;
}

/** Spread of the floats, as a multiple of that of the goldens; null: uniform between 0 and 1. */
const SPREADS = [
  { name: 'usual spread', factor: 1 },
  { name: 'five times the usual spread', factor: 5 },
  { name: 'a tenth of the usual spread', factor: 0.1 },
  { name: 'uniform', factor: null },
  { name: 'twenty times the usual spread', factor: 20 },
  { name: 'a hundredth of the usual spread', factor: 0.01 },
] as const;

/**
 * Inputs that may reveal more than the goldens: the same shapes, floats with other spreads, integers within the range of
 * committed goldens, each computed on demand. Single numbers (sampling rates, thresholds) and what cannot be
 * synthesised stay the same.
 */
export function* otherInputs(
  signature: Signature,
  { kind, sample, recipes }: Goldens,
  seed: number,
): Generator<OtherInputs, void> {
  for (const { name: spread, factor } of SPREADS) {
    const varied: Record<string, Recipe> = {};
    const values: Record<string, Value> = {};
    for (const port of signature.inputs) {
      const value = Object.hasOwn(sample, port.name) ? sample[port.name] : undefined;
      if (value === undefined) continue;
      const recipe = Object.hasOwn(recipes, port.name) ? recipes[port.name] : undefined;
      const made =
        value.kind === 'tensor' && value.dtype !== 'string' ? otherRecipe(value, recipe, factor, kind) : null;
      values[port.name] = value;
      if (made === null || value.kind !== 'tensor') continue;
      const content = contentOf(made);
      if (content.kind === 'file') continue;
      const filled = fill(value.dtype, value.shape, content, randomFor(seed, port.name));
      if (filled.dtype === 'string' || value.dtype === 'string') continue;
      if (Buffer.from(filled.bytes).equals(value.bytes)) continue;
      values[port.name] = filled;
      varied[port.name] = isFixed(port) ? made : withShape(made, value.shape);
    }
    if (Object.keys(varied).length > 0) yield { name: spread, recipes: varied, values };
  }
}

/** Another recipe for an input, null when it should stay the same. */
function otherRecipe(
  value: PackedTensor,
  recipe: Recipe | undefined,
  factor: number | null,
  kind: Goldens['kind'],
): Recipe | null {
  const count = value.shape.reduce((product, size) => product * size, 1);
  if (count <= 1) return null;
  const content = contentOf(recipe);
  if (isJitterDType(value.dtype)) {
    if (factor === null) return { range: [0, 1] };
    if (content.kind === 'range') {
      const [centre, half] = [(content.low + content.high) / 2, (content.high - content.low) / 2];
      return { range: [tidy(centre - half * factor), tidy(centre + half * factor)] };
    }
    const { mean, deviation } =
      content.kind === 'normal'
        ? content
        : content.kind === 'default' && kind === 'synthetic'
          ? STANDARD
          : spreadOf(value);
    return { normal: [tidy(mean), tidy((deviation || 1) * factor)] };
  }
  if (DTYPES[value.dtype].kind !== 'integer' || DTYPES[value.dtype].bits < 8) return null;
  if (recipe !== undefined) return recipe;
  const numbers = Array.from(storageOf(value), Number);
  const low = numbers.reduce((least, number) => Math.min(least, number), Number.POSITIVE_INFINITY);
  const high = numbers.reduce((most, number) => Math.max(most, number), Number.NEGATIVE_INFINITY);
  // All elements are equal: a mask or a mode rather than data.
  if (low === high || factor === null || factor < 1) return null;
  if (factor === 1) return { range: [low, high + 1] };
  // Committed integers may index a table that has no more entries; synthesised ones were guesses anyway.
  return kind === 'synthetic' ? { range: [low, Math.min((high + 1) * factor, limitOf(value.dtype))] } : null;
}

/** One more than the largest integer of the type that a JavaScript number holds exactly. */
const limitOf = (dtype: PackedTensor['dtype']) =>
  Math.min(Number(integerLimits(dtype)[1]) + 1, Number.MAX_SAFE_INTEGER);

const STANDARD = { mean: 0, deviation: 1 } as const;

interface Spread {
  readonly mean: number;
  readonly deviation: number;
}

const spreads = new WeakMap<PackedTensor, Spread>();

/** Of float32 and float64; narrower floats are assumed to be standard normal. */
function spreadOf(value: PackedTensor): Spread {
  const known = spreads.get(value) ?? measuredSpread(value);
  spreads.set(value, known);
  return known;
}

function measuredSpread(value: PackedTensor): Spread {
  const storage = storageOf(value);
  if (!(storage instanceof Float32Array || storage instanceof Float64Array)) return STANDARD;
  const [count, mean] = meanOf(storage, (number) => number);
  if (count === 0) return STANDARD;
  const deviation = Math.sqrt(meanOf(storage, (number) => (number - mean) ** 2)[1]);
  // Constant inputs say nothing about what the model expects.
  return deviation === 0 ? STANDARD : { mean, deviation };
}

/** How many numbers are finite, and the mean of what is made of them. */
function meanOf(numbers: Float32Array | Float64Array, of: (number: number) => number): [count: number, mean: number] {
  let [count, sum] = [0, 0];
  for (const number of numbers) {
    if (!Number.isFinite(number)) continue;
    count += 1;
    sum += of(number);
  }
  return [count, sum / count];
}

/** Few digits: it is written into a configuration. */
const tidy = (value: number) => Number(value.toPrecision(3));

const isFixed = ({ type }: Port) =>
  type.kind === 'tensor' && type.shape !== null && type.shape.every((size) => typeof size === 'number');

function withShape(recipe: Recipe, shape: readonly number[]): Recipe {
  return typeof recipe === 'object' && !Array.isArray(recipe) ? { shape: [...shape], ...recipe } : recipe;
}
