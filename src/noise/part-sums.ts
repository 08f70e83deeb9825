import { type NoisePart, sliceOf } from '../compare/kernel/noise-parts.js';
import { forEachPair } from '../compare/kernel/pairs.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementCount, type PackedTensor } from '../tensor/tensor.js';

/** Movements of one output, summed run by run, by slices along each of its axes. */
export interface PartSums {
  add(base: PackedTensor, moved: PackedTensor): void;
  /** The slices that move far less than the others, along the axis that tells them apart best; none where all are alike. */
  parts(): readonly NoisePart[];
}

/** Slices that move less than the loudest one by this factor are a part; by its square, another one. */
const QUIETER = 100;
/** Along longer axes, and in larger tensors, slices are not told apart. */
const MOST_SLICES = 4096;
const MOST_ELEMENTS = 2 ** 21;

interface Axis {
  readonly axis: number;
  readonly slice: (place: number) => number;
  readonly squares: Float64Array;
  readonly counts: Float64Array;
  readonly peaks: Float64Array;
}

/**
 * Null where nothing can be far quieter than the whole: no part is judged more finely than the rounding of 1, since tails
 * of probabilities below it are computed as coarsely.
 * @param whole how far the whole moved in the first run
 */
export function partSums({ dtype, shape }: PackedTensor, whole: number, unit: number): PartSums | null {
  if (DTYPES[dtype].kind !== 'float' || whole <= QUIETER * unit || elementCount(shape) > MOST_ELEMENTS) return null;
  const axes = shape.flatMap((size, axis): Axis[] =>
    size < 2 || size > MOST_SLICES
      ? []
      : [
          {
            axis,
            slice: sliceOf(shape, axis),
            squares: new Float64Array(size),
            counts: new Float64Array(size),
            peaks: new Float64Array(size),
          },
        ],
  );
  if (axes.length === 0) return null;
  return {
    add(base, moved) {
      forEachPair(base, moved, (one, other, place) => {
        const off = Math.abs(other - one);
        if (!Number.isFinite(off)) return;
        for (const { slice, squares, counts, peaks } of axes) {
          const at = slice(place);
          squares[at] = (squares[at] ?? 0) + off * off;
          counts[at] = (counts[at] ?? 0) + 1;
          peaks[at] = Math.max(peaks[at] ?? 0, off);
        }
      });
    },
    parts: () => bestParts(axes, unit),
  };
}

function bestParts(axes: readonly Axis[], unit: number): readonly NoisePart[] {
  let best: { readonly contrast: number; readonly parts: readonly NoisePart[] } = { contrast: 0, parts: [] };
  for (const axis of axes) {
    const sigmas = [...axis.squares].map((sum, at) =>
      Math.max(unit, Math.sqrt(sum / Math.max(1, axis.counts[at] ?? 0))),
    );
    const loudest = sigmas.reduce((a, b) => Math.max(a, b), unit);
    const contrast = sigmas.reduce((sum, sigma) => sum + Math.log(loudest / sigma), 0) / sigmas.length;
    if (contrast > best.contrast) best = { contrast, parts: partsOf(axis, sigmas, loudest) };
  }
  return best.parts;
}

function partsOf({ axis, peaks }: Axis, sigmas: readonly number[], loudest: number): NoisePart[] {
  const levels = new Map<number, number[]>();
  for (const [slice, sigma] of sigmas.entries()) {
    const level = Math.floor(Math.log(loudest / sigma) / Math.log(QUIETER));
    if (level > 0) levels.set(level, [...(levels.get(level) ?? []), slice]);
  }
  return [...levels]
    .toSorted(([one], [other]) => one - other)
    .map(([, slices]) => ({
      axis,
      slices,
      sigma: Math.sqrt(slices.reduce((sum, slice) => sum + (sigmas[slice] ?? 0) ** 2, 0) / slices.length),
      peak: slices.reduce((most, slice) => Math.max(most, peaks[slice] ?? 0), 0),
    }));
}
