/** How the errors of one output are distributed: over sizes, over the values they are errors of, and over its axes. */

import { DTYPES } from '../../tensor/dtype.js';
import { elementCount, type PackedTensor } from '../../tensor/tensor.js';
import { componentsPerElement } from './components.js';
import { forEachPair } from './pairs.js';

/** All errors are in units of `unit`. */
export interface ErrorDistribution {
  readonly unit: number;
  /** The noise floor; without one, the spacing of float32 numbers at the largest value of the reference; 1 for integers. */
  readonly unitIs: 'noise' | 'ulp' | 'step';
  /** Elements that are equal. */
  readonly equal: number;
  /** Elements that are NaN or infinite in one of the two, or another infinity: they are in no bin, and infinite in the map. */
  readonly notFinite: number;
  /** Elements by the size of their error, from 2 to the power of `exponent` up to twice that; ascending, without empty ones. */
  readonly sizes: readonly SizeBin[];
  /** Elements that are not equal by the size of the reference, from 10 to the power of `exponent` up to ten times that. */
  readonly magnitudes: readonly MagnitudeBin[];
  /** The largest error in each part of the output; null for one of fewer than two elements. */
  readonly map: ErrorMap | null;
}

export interface SizeBin {
  readonly exponent: number;
  readonly count: number;
}

export interface MagnitudeBin {
  readonly exponent: number;
  readonly count: number;
  readonly largest: number;
}

/** The output over two of its axes, the ones along which the error varies most; over the others its largest error. */
export interface ErrorMap {
  /** Axes and their sizes: one for an output with a single axis that is longer than 1, else rows and columns. */
  readonly axes: readonly number[];
  readonly sizes: readonly number[];
  /**
   * By row, then by column: the exponent of the largest error there, as in `sizes`; null where everything is equal, infinite
   * where something is not finite. Long axes are joined into at most MOST_ROWS and MOST_COLUMNS parts.
   */
  readonly largest: readonly (readonly (number | null)[])[];
}

const MOST_ROWS = 16;
const MOST_COLUMNS = 32;
const SIZES = { from: -16, to: 64 } as const;
const MAGNITUDES = { from: -12, to: 12 } as const;

/**
 * The distribution of |candidate − reference|.
 * @param reference of the same shape and dtype as the candidate
 * @param sigma noise floor, in the units of the output; null where it is not known
 */
export function errorDistribution(
  reference: PackedTensor,
  candidate: PackedTensor,
  sigma: number | null,
): ErrorDistribution {
  const { unit, unitIs } = unitOf(reference, sigma);
  const sizes = new Map<number, number>();
  const magnitudes = new Map<number, { count: number; largest: number }>();
  const axes = axisProfiles(reference);
  let [equal, notFinite] = [0, 0];
  forEachPair(reference, candidate, (r, c, place) => {
    const error = errorOf(r, c) / unit;
    if (error === 0) {
      equal += 1;
      return;
    }
    for (const axis of axes) axis.add(place, error);
    if (!Number.isFinite(error)) {
      notFinite += 1;
      return;
    }
    const size = binOf(Math.log2(error), SIZES);
    sizes.set(size, (sizes.get(size) ?? 0) + 1);
    const magnitude = binOf(Math.log10(Math.abs(r)), MAGNITUDES);
    const bin = magnitudes.get(magnitude) ?? { count: 0, largest: 0 };
    magnitudes.set(magnitude, { count: bin.count + 1, largest: Math.max(bin.largest, error) });
  });
  return {
    unit,
    unitIs,
    equal,
    notFinite,
    sizes: ascending(sizes).map(([exponent, count]) => ({ exponent, count })),
    magnitudes: ascending(magnitudes).map(([exponent, bin]) => ({ exponent, ...bin })),
    map: mapOf(reference, candidate, unit, mostUneven(axes)),
  };
}

/** Infinite where only one of the two is NaN, or for another infinity. */
function errorOf(r: number, c: number): number {
  if (Object.is(r, c)) return 0;
  const error = Math.abs(c - r);
  return Number.isNaN(error) ? Number.POSITIVE_INFINITY : error;
}

function unitOf(reference: PackedTensor, sigma: number | null): Pick<ErrorDistribution, 'unit' | 'unitIs'> {
  if (sigma !== null && sigma > 0) return { unit: sigma, unitIs: 'noise' };
  const { kind } = DTYPES[reference.dtype];
  if (kind !== 'float' && kind !== 'complex') return { unit: 1, unitIs: 'step' };
  return { unit: spacingAtLargest(reference), unitIs: 'ulp' };
}

function binOf(logarithm: number, { from, to }: { readonly from: number; readonly to: number }): number {
  return Math.max(from, Math.min(to, Math.floor(logarithm)));
}

function ascending<T>(bins: ReadonlyMap<number, T>): [number, T][] {
  return [...bins].sort(([a], [b]) => a - b);
}

function spacingAtLargest(reference: PackedTensor): number {
  let largest = 0;
  forEachPair(reference, reference, (r) => {
    if (Number.isFinite(r)) largest = Math.max(largest, Math.abs(r));
  });
  // A float32 has 24 significant bits: 2⁻²³ of the power of two below a number is the distance to the next.
  return largest === 0 ? 1 : 2 ** (Math.floor(Math.log2(largest)) - 23);
}

/** The largest error at each place of an axis. */
interface AxisProfile {
  readonly axis: number;
  readonly size: number;
  add(place: number, error: number): void;
  /** How much the error varies along it: 0 where it is the same everywhere, 1 where one place has all of it. */
  unevenness(): number;
}

function axisProfiles({ shape, dtype }: PackedTensor): AxisProfile[] {
  return shape.flatMap((size, axis) => {
    if (size < 2) return [];
    const stride = strideOf(shape, axis) * componentsPerElement(dtype);
    const largest = new Float64Array(size);
    return {
      axis,
      size,
      add(place: number, error: number): void {
        const index = Math.floor(place / stride) % size;
        largest[index] = Math.max(largest[index] ?? 0, error);
      },
      unevenness(): number {
        const sizes = largest.map((error) => Math.log2(1 + Math.min(error, Number.MAX_VALUE)));
        const most = sizes.reduce((one, other) => Math.max(one, other), 0);
        return most === 0 ? 0 : 1 - sizes.reduce((sum, one) => sum + one, 0) / (most * size);
      },
    };
  });
}

const strideOf = (shape: readonly number[], axis: number) => elementCount(shape.slice(axis + 1));

/** Two axes, or the only one, in the order of the shape. The last ones where several are alike. */
function mostUneven(profiles: readonly AxisProfile[]): AxisProfile[] {
  return profiles
    .map((profile) => ({ profile, unevenness: profile.unevenness() }))
    .sort((a, b) => b.unevenness - a.unevenness || b.profile.axis - a.profile.axis)
    .slice(0, 2)
    .map(({ profile }) => profile)
    .sort((a, b) => a.axis - b.axis);
}

function mapOf(
  reference: PackedTensor,
  candidate: PackedTensor,
  unit: number,
  chosen: readonly AxisProfile[],
): ErrorMap | null {
  const columns = chosen.at(-1);
  if (columns === undefined) return null;
  const rows = chosen.length === 2 ? chosen[0] : undefined;
  const { shape, dtype } = reference;
  const components = componentsPerElement(dtype);
  const binAlong = (profile: AxisProfile, most: number) => {
    const [stride, bins] = [strideOf(shape, profile.axis) * components, Math.min(profile.size, most)];
    return {
      bins,
      of: (place: number) => Math.floor(((Math.floor(place / stride) % profile.size) * bins) / profile.size),
    };
  };
  const [down, across] = [rows === undefined ? null : binAlong(rows, MOST_ROWS), binAlong(columns, MOST_COLUMNS)];
  const largest = Array.from({ length: down?.bins ?? 1 }, () => new Array<number>(across.bins).fill(0));
  forEachPair(reference, candidate, (r, c, place) => {
    const row = largest[down?.of(place) ?? 0] ?? [];
    const column = across.of(place);
    row[column] = Math.max(row[column] ?? 0, errorOf(r, c) / unit);
  });
  return {
    axes: chosen.map(({ axis }) => axis),
    sizes: chosen.map(({ size }) => size),
    largest: largest.map((row) => row.map(exponentOf)),
  };
}

function exponentOf(error: number): number | null {
  if (error === 0) return null;
  return Number.isFinite(error) ? binOf(Math.log2(error), SIZES) : error;
}
