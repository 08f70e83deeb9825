import type { Dimension } from '../types.js';
import { DRAWS, type Draw } from './draw.js';

/** An input whose shape is to be resolved; `pinned`: set by a recipe; `empty`: axes of size 0, none when left out. */
export interface Wanted {
  readonly name: string;
  readonly shape: readonly Dimension[];
  readonly pinned: readonly number[] | null;
  readonly empty?: readonly number[];
}

/** Channels last: the last of four sizes is as small as the channels of an image. */
const MAX_CHANNELS = 4;
/** Whisper and its relatives take the spectrum of thirty seconds. */
const SPECTRUM_FRAMES = 3000;
const SUM = /^\w+(?:\s*[+*]\s*\w+)+$/;

/**
 * A size for every dimension, by input name. Symbols have one size in the whole model: from `dims`, else from a pinned
 * shape, else a guess. Symbols that are sums or products of others ("past + 1") follow from them. The guess, also for
 * sizes of which nothing is known (null, 0 or -1), is by the names of the symbol and the input, else by the place: 1 for
 * the first dimension (the batch), the draw's size of images for height and width of four-dimensional inputs, its usual
 * length elsewhere.
 */
export function resolveShapes(
  wanted: readonly Wanted[],
  dims: Readonly<Record<string, number>>,
  draw: Draw = DRAWS[0],
): Map<string, readonly number[]> {
  const inputs = withCaches(wanted);
  const sizes = new Map(Object.entries(dims));
  for (const { shape, pinned } of inputs)
    if (pinned?.length === shape.length)
      shape.forEach((dimension, axis) => {
        const size = pinned[axis];
        if (typeof dimension === 'string' && size !== undefined && !sizes.has(dimension)) sizes.set(dimension, size);
      });
  for (const input of inputs)
    input.shape.forEach((dimension, axis) => {
      if (typeof dimension === 'string' && !SUM.test(dimension) && !sizes.has(dimension))
        sizes.set(dimension, guess(input, axis, draw));
    });
  return new Map(
    inputs.map((input) => [
      input.name,
      input.pinned ??
        input.shape.map((dimension, axis) =>
          input.empty?.includes(axis) === true ? 0 : (sizeOf(dimension, sizes, draw) ?? guess(input, axis, draw)),
        ),
    ]),
  );
}

/** The attention mask of a decoder with a cache is as long as the past and the present together. */
function withCaches(inputs: readonly Wanted[]): readonly Wanted[] {
  const past = inputs.find(({ name, shape }) => /past|cache/i.test(name) && shape.length === 4)?.shape[2];
  const present = inputs.find(({ name, shape }) => /^input_ids$|^inputs_embeds$/.test(name) && shape.length >= 2)
    ?.shape[1];
  if (past === undefined || present === undefined || ![past, present].every((size) => /^\w+$/.test(String(size))))
    return inputs;
  const uses = (size: Dimension) => inputs.filter(({ shape }) => shape.includes(size)).length;
  return inputs.map((input) => {
    const [batch = null, length = null] = input.shape;
    const own = typeof length === 'string' && uses(length) === 1 && !SUM.test(length);
    const isMask = /^attention_mask$/.test(input.name) && input.shape.length === 2;
    return isMask && own ? { ...input, shape: [batch, `${past} + ${present}`] } : input;
  });
}

function sizeOf(dimension: Dimension, sizes: Map<string, number>, draw: Draw): number | null {
  if (typeof dimension !== 'string') return dimension !== null && dimension > 0 ? dimension : null;
  const known = sizes.get(dimension);
  if (known !== undefined) return known;
  const size = dimension
    .split('+')
    .map((product) => product.split('*').reduce((value, factor) => value * factorOf(factor.trim(), sizes, draw), 1))
    .reduce((sum, term) => sum + term, 0);
  sizes.set(dimension, size);
  return size;
}

function factorOf(factor: string, sizes: ReadonlyMap<string, number>, draw: Draw): number {
  return /^\d+$/.test(factor) ? Number(factor) : (sizes.get(factor) ?? draw.length);
}

/** What symbols are called by exporters, and the size that each should have. */
const BY_SYMBOL: readonly (readonly [RegExp, (draw: Draw) => number])[] = [
  [/batch/i, ({ batch }) => batch],
  [/samples|wave/i, ({ samples }) => samples],
  [/height|width/i, ({ spatial }) => spatial],
  [/seq|past|time|frames|tokens|length/i, ({ length }) => length],
];

function guess({ name, shape }: Wanted, axis: number, draw: Draw): number {
  const dimension = shape[axis];
  const named = typeof dimension === 'string' ? BY_SYMBOL.find(([pattern]) => pattern.test(dimension)) : undefined;
  const last = shape.length - 1;
  if (axis === last && /^input_features$/.test(name) && shape.length === 3) return SPECTRUM_FRAMES;
  if (axis === last && shape.length <= 2 && isSound(name)) return draw.samples;
  if (named !== undefined) return named[1](draw);
  if (axis === 1 && shape.length === 3 && isState(name)) return 1;
  if (axis === 0 && !isImage(shape)) return draw.batch;
  if (!isImage(shape) && shape.length !== 4) return draw.length;
  if (axis === 0 && shape.length === 4) return draw.batch;
  return spatialAxes(shape).includes(axis) ? draw.spatial : draw.length;
}

/** Whether an input of that name is a sound, sample by sample. */
export function isSound(name: string): boolean {
  return /audio|wav|speech|pcm|sound|input_values|^signal/i.test(name);
}

/** What a recurrent network keeps from step to step: [layers, batch, width]. */
function isState(name: string): boolean {
  return /state|hidden|^[hc][0n]?$/i.test(name) && !/encoder|last_hidden/i.test(name);
}

/** One image without a batch dimension, as detectors of torchvision take it. */
function isImage(shape: readonly Dimension[]): boolean {
  return (
    shape.length === 3 &&
    (shape[0] === 3 || shape[2] === 3) &&
    shape.filter((size) => typeof size !== 'number').length === 2
  );
}

function spatialAxes(shape: readonly Dimension[]): readonly number[] {
  const last = shape.at(-1);
  const channelsLast = typeof last === 'number' && last > 0 && last <= MAX_CHANNELS;
  const end = channelsLast ? shape.length - 1 : shape.length;
  return [end - 2, end - 1];
}
