import type { Content } from '../config/recipe.js';
import type { InputUse } from '../onnx/input-demands.js';
import { DTYPES, type PackedDType } from '../tensor/dtype.js';
import { integerLimits } from '../tensor/encode-elements.js';
import { elementCount } from '../tensor/tensor.js';
import type { Dimension } from '../types.js';
import type { Draw } from './draw.js';
import { isSound } from './resolve-shapes.js';

/** An input to be filled, and what is known of it. */
export interface Guessed {
  readonly name: string;
  readonly dtype: PackedDType;
  readonly shape: readonly number[];
  /** What the graph uses it for. */
  readonly use: InputUse | undefined;
  /** The shapes of all inputs. */
  readonly shapes: ReadonlyMap<string, readonly number[]>;
  /** Of all inputs: the sizes that the signature leaves open. */
  readonly openSizes: ReadonlyMap<string, readonly number[]>;
  /** The number of a size that a use names; null when it is not known. */
  readonly sizeOf: (dimension: Dimension) => number | null;
  readonly draw: Draw;
}

type Guess = Exclude<Content, { kind: 'file' }>;

const constant = (literal: unknown): Guess => ({ kind: 'constant', literal });
const range = (low: number, high: number): Guess => ({ kind: 'range', low, high });
function everything(dtype: PackedDType): Guess {
  const [least, most] = integerLimits(dtype);
  return range(Number(least), Number(most) + 1);
}
const QUANTISED: ReadonlySet<PackedDType> = new Set(['int8', 'uint8', 'int16']);
const SAMPLE_RATE = 16_000;
const DIFFUSION_STEPS = 1000;
const WIDE = 1000;
const FEW = 10;

/** What fills an input that no recipe describes: what the graph uses it for decides, then its name, then its type. */
export function guessContent(input: Guessed): Guess {
  const { name, dtype, shape, draw } = input;
  const { kind } = DTYPES[dtype];
  const whole = kind === 'integer';
  return byUse(input) ?? byName() ?? byType();

  function byName(): Guess | null {
    if (kind === 'complex') return null;
    if (/mask/i.test(name)) return constant(draw.mask);
    if (/use_cache/i.test(name)) return constant(1);
    if (/^sr$|sampl(e|ing)_?rate/i.test(name)) return constant(SAMPLE_RATE);
    if (/scale_factor/i.test(name)) return constant(1);
    if (/timestep/i.test(name)) return range(0, DIFFUSION_STEPS);
    if (/^(im|img|image|orig|target)\w*_(size|shape)s?$/i.test(name) && shape.length <= 2)
      return constant(draw.spatial);
    if (whole && /position/i.test(name)) return counting(shape, pastOf(input.shapes), null);
    if (whole && /token_type|segment/i.test(name)) return constant(0);
    if (whole && /(^|_)(len|lens|length|lengths|seqlens?)$/i.test(name)) return constant(longest(input));
    if (kind === 'float' && /threshold/i.test(name)) return constant(0.5);
    // A band to look in: an empty one, or one below 0, leaves nothing.
    if (kind === 'float' && elementCount(shape) === 1 && /min/i.test(name)) return constant(0);
    if (kind === 'float' && elementCount(shape) === 1 && /max/i.test(name)) return constant(WIDE);
    if (kind === 'float' && isSound(name)) return range(-1, 1);
    return null;
  }

  function byType(): Guess {
    if (dtype === 'uint8' && shape.length >= 3) return range(0, 256);
    if (kind === 'float' && draw.floats === 'uniform') return range(0, 1);
    if (whole && draw.integers === 'bits') return range(0, 2);
    if (whole && draw.integers === 'zeros') return constant(0);
    // Divisors, and counts of something.
    if (whole && draw.integers === 'positive') return range(1, FEW);
    // Nobody counts in them: they are quantised numbers, or sound.
    if (QUANTISED.has(dtype)) return everything(dtype);
    return { kind: 'default' };
  }
}

function byUse({ name, dtype, shape, use, shapes, sizeOf, draw }: Guessed): Guess | null {
  if (use === undefined) return null;
  if (use.kind === 'number') return constant(DTYPES[dtype].kind === 'float' ? use.value : Math.ceil(use.value));
  if (use.kind === 'numbers') {
    const numbers = use.values.map(sizeOf);
    return numbers.length === elementCount(shape) && numbers.every((one) => one !== null) ? constant(numbers) : null;
  }
  if (use.kind === 'length') {
    const size = sizeOf(use.of);
    return size === null ? null : constant(size);
  }
  if (DTYPES[dtype].kind !== 'integer' || use.below === null) return null;
  if (/position/i.test(name)) return counting(shape, pastOf(shapes), use.below);
  return draw.integers === 'zeros' ? constant(0) : range(0, Math.min(use.below, Number(integerLimits(dtype)[1])));
}

/** 0, 1, 2, … along the last axis, after what is in the cache. @param below of the table of positions */
function counting(shape: readonly number[], from: number, below: number | null): Guess {
  const last = shape.at(-1) ?? 1;
  const most = below === null ? Number.POSITIVE_INFINITY : below - 1;
  return constant(Array.from({ length: elementCount(shape) }, (_, index) => Math.min(most, from + (index % last))));
}

/** How many tokens the caches hold: the third size of [batch, heads, past, width]. */
function pastOf(shapes: Guessed['shapes']): number {
  for (const [name, shape] of shapes) if (/past|cache/i.test(name) && shape.length === 4) return shape[2] ?? 0;
  return 0;
}

/** The longest sequence among the other inputs: the largest of the sizes that they leave open. */
function longest({ name, openSizes }: Guessed): number {
  const lengths = [...openSizes].flatMap(([other, sizes]) => (other === name ? [] : sizes));
  return Math.max(1, ...lengths);
}
