import { measure, NO_LIMIT } from '../compare/kernel/measure.js';
import { NOISE_MULTIPLE } from '../compare/kernel/noise-limits.js';
import type { Noise, NoiseDoubt } from '../compare/kernel/noise-model.js';
import { numbersOf } from '../compare/kernel/numbers-of.js';
import { PRECISION_ROUNDOFF } from '../compare/kernel/rounding.js';
import { floatLeaves } from '../compare/pairing/structure.js';
import type { NoiseByCase, NoiseByLeaf } from '../noise/noise-floor.js';
import { formatPercent, formatRatio } from '../number-format.js';
import type { ResultOutput } from '../results/schema.js';
import type { PackedTensor, Values } from '../tensor/tensor.js';

/** A tolerance of more than this share of what an output varies by would pass another input's output, or zeros. */
const MOST_OF_SPREAD = 1 / 4;
/** A tolerance of less than this share of it is kept, however well runtimes agree: they may be exact. */
const LEAST_OF_SPREAD = 1e-3;
/** What varies by less than this share of its size does not vary: constant outputs are found elsewhere. */
const LEAST_VARIATION = 1e-3;
/** A noise floor that runtimes which share no kernels undercut by this factor is not about rounding. */
const OUTDONE = 1000;

/** By output leaf. */
export type NoiseDoubts = Readonly<Record<string, NoiseDoubt>>;

/** How much each output varies by itself, seen case by case. */
export interface Spreads {
  look(expected: Values): void;
  /** Null for an output that was never seen as floats. */
  of(leaf: string): Spread | null;
}

interface Spread {
  readonly size: number;
  readonly between: 'cases' | 'rows' | 'elements';
}

/** The smallest of what was seen between cases and between rows; between elements where there is only one of both. */
export function watchSpreads(): Spreads {
  let first: Values | null = null;
  const between = {
    cases: new Map<string, number>(),
    rows: new Map<string, number>(),
    elements: new Map<string, number>(),
  };
  const keep = (found: Map<string, number>, leaf: string, { size, of }: Variation) => {
    if (size > LEAST_VARIATION * of) found.set(leaf, Math.min(size, found.get(leaf) ?? Number.POSITIVE_INFINITY));
  };
  return {
    look(expected) {
      for (const { name, reference } of floatLeaves(expected, expected)) {
        keep(between.rows, name, betweenRows(reference));
        keep(between.elements, name, betweenElements(reference));
      }
      if (first === null) first = expected;
      else
        for (const { name, reference, candidate } of floatLeaves(first, expected))
          keep(between.cases, name, betweenTensors(reference, candidate));
    },
    of(leaf) {
      const found = (['cases', 'rows'] as const).flatMap((kind) => {
        const size = between[kind].get(leaf);
        return size === undefined ? [] : [{ size, between: kind }];
      });
      const [smallest] = found.toSorted((a, b) => a.size - b.size);
      if (smallest !== undefined) return smallest;
      const size = between.elements.get(leaf);
      return size === undefined ? null : { size, between: 'elements' };
    },
  };
}

interface Variation {
  readonly size: number;
  /** Root mean square of what varies. */
  readonly of: number;
}

/** The deviation between neighbours along the first axis, for which all but the last are compared with all but the first. */
function betweenRows({ dtype, shape, bytes }: PackedTensor): Variation {
  const [rows = 0, ...rest] = shape;
  if (rest.length === 0 || rows < 2 || bytes.length === 0) return { size: 0, of: 0 };
  const row = bytes.length / rows;
  const part = (from: number, to: number): PackedTensor => ({
    kind: 'tensor',
    dtype,
    shape: [rows - 1, ...rest],
    bytes: bytes.subarray(from, to),
  });
  return betweenTensors(part(0, bytes.length - row), part(row, bytes.length));
}

/** The deviation of two independent values is their distance by √2. */
function betweenTensors(one: PackedTensor, other: PackedTensor): Variation {
  const { rmse, rms } = measure(one, other, NO_LIMIT);
  return { size: rmse / Math.SQRT2, of: rms };
}

/** The standard deviation of the finite elements; of a single one, its size. */
export function betweenElements(tensor: PackedTensor): Variation {
  let count = 0;
  let mean = 0;
  let squares = 0;
  for (const value of numbersOf(tensor)) {
    if (!Number.isFinite(value)) continue;
    count += 1;
    const off = value - mean;
    mean += off / count;
    squares += off * (value - mean);
  }
  const deviation = Math.sqrt(squares / Math.max(1, count));
  return { size: count === 1 ? Math.abs(mean) : deviation, of: Math.hypot(mean, deviation) };
}

/** One column's results as far as they can contradict a noise floor. */
export interface Witness {
  /** It shares no kernels with the runtime that made the reference. */
  readonly independent: boolean;
  readonly outputs: readonly Pick<ResultOutput, 'case' | 'name' | 'rmse' | 'verdict'>[];
}

/** Outputs, by leaf, whose noise floor is as large as what they vary by. */
export function drownedOutputs(noise: NoiseByCase | null, spreads: Spreads): string[] {
  return [...largest(noise ?? {})].flatMap(([leaf, { sigma }]) => (isDrowned(sigma, spreads.of(leaf)) ? [leaf] : []));
}

function isDrowned(sigma: number, spread: Spread | null): boolean {
  return spread !== null && NOISE_MULTIPLE * sigma > MOST_OF_SPREAD * spread.size;
}

/**
 * Noise floors that cannot be what rounding does: as large as the output's own variation, so that another input's output
 * would pass, or a thousand times what independent runtimes differ by.
 * @param onlyRounding outputs that are known to vary by nothing but rounding: it is as large as their variation
 */
export function doubtsOf(
  noise: NoiseByCase | null,
  spreads: Spreads,
  witnesses: readonly Witness[],
  onlyRounding: ReadonlySet<string> = new Set(),
): NoiseDoubts {
  const doubts: Record<string, NoiseDoubt> = {};
  for (const [leaf, { sigma, unit, quantised }] of largest(noise ?? {})) {
    const spread = spreads.of(leaf);
    if (spread === null || NOISE_MULTIPLE * sigma <= LEAST_OF_SPREAD * spread.size) continue;
    const drowned = isDrowned(sigma, spread) && !onlyRounding.has(leaf);
    const why = drowned
      ? `the measured noise floor is ${formatPercent(sigma / spread.size)} of how much the output varies between ${spread.between}`
      : quantised || isCoarse(unit)
        ? null
        : outdone(leaf, noise ?? {}, witnesses);
    if (why !== null) doubts[leaf] = { limit: LEAST_OF_SPREAD * spread.size, why, ...(drowned && { rounding: sigma }) };
  }
  return doubts;
}

/** Weights in float16 or bfloat16: runtimes that compute with them in float32 agree much better than these types round. */
function isCoarse(unit: number): boolean {
  return unit > PRECISION_ROUNDOFF.f32;
}

export function withDoubts(noise: NoiseByLeaf, doubts: NoiseDoubts): NoiseByLeaf {
  return Object.fromEntries(
    Object.entries(noise).map(([leaf, floor]) => {
      const doubt = Object.hasOwn(doubts, leaf) ? doubts[leaf] : undefined;
      return [leaf, doubt === undefined ? floor : { ...floor, doubt }];
    }),
  );
}

function largest(noise: NoiseByCase): Map<string, Noise> {
  const found = new Map<string, Noise>();
  for (const floors of Object.values(noise))
    for (const [leaf, floor] of Object.entries(floors))
      if (floor.sigma >= (found.get(leaf)?.sigma ?? 0)) found.set(leaf, floor);
  return found;
}

function outdone(leaf: string, noise: NoiseByCase, witnesses: readonly Witness[]): string | null {
  const ratios = witnesses.flatMap(({ independent, outputs }) => {
    const own = independent ? outputs.filter(({ name }) => name === leaf) : [];
    if (own.length === 0 || own.some(({ rmse }) => typeof rmse !== 'number')) return [];
    return [Math.max(...own.map((one) => Number(one.rmse) / (noise[one.case]?.[leaf]?.sigma || Number.NaN)))];
  });
  const best = Math.min(...ratios.filter((ratio) => ratio <= 1 / OUTDONE));
  if (!Number.isFinite(best)) return null;
  return best === 0
    ? 'independent runtimes give exactly the same, far below the measured noise floor'
    : `independent runtimes differ by ${formatRatio(best)} the measured noise floor`;
}
