/** Do the columns agree with each other? The reference is only one opinion, and may be the wrong one. */

import { judgeTensors } from '../compare/judge-tensors.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import { PRECISION_ROUNDOFF } from '../compare/kernel/rounding.js';
import { outputOf } from '../compare/pairing/match-outputs.js';
import { type LeafPair, pairLeaves } from '../compare/pairing/structure.js';
import { DEFAULT_TOLERANCE } from '../compare/tolerance-spec.js';
import type { OutputConsensus } from '../results/schema.js';
import { toReal } from '../tensor/real.js';
import type { Values } from '../tensor/tensor.js';
import type { Precision } from '../types.js';

/** How far two columns are apart on one output leaf. */
export interface LeafDistance {
  readonly output: string;
  /** RMSE in units of the noise floor; null where nothing was measured: integers, other structures, no noise floor. */
  readonly noiseRatio: number | null;
  /** Inside the automatic tolerance of the coarser of the two. */
  readonly agree: boolean;
}

export interface DistanceContext {
  /** By leaf or output; anything else is uncalibrated. */
  readonly noise: Readonly<Record<string, Noise>>;
  readonly precisions: readonly [Precision, Precision];
}

/** Compares the outputs of two columns for one case, both by the first form's names; outputs that both lack are left out. */
export function leafDistances(
  names: readonly string[],
  a: Values,
  b: Values,
  { noise, precisions: [first, second] }: DistanceContext,
): LeafDistance[] {
  const precision = PRECISION_ROUNDOFF[first] > PRECISION_ROUNDOFF[second] ? first : second;
  return names.flatMap((name) =>
    pairLeaves(name, outputOf(a, name), outputOf(b, name)).flatMap((pair) =>
      pair.kind === 'nothing' ? [] : [distanceOf(pair, noise[pair.name] ?? noise[name] ?? null, precision)],
    ),
  );
}

function distanceOf(
  pair: Exclude<LeafPair, { kind: 'nothing' }>,
  noise: Noise | null,
  precision: Precision,
): LeafDistance {
  if (pair.kind === 'mismatch') return { output: pair.name, noiseRatio: null, agree: false };
  const context = { tolerance: DEFAULT_TOLERANCE, precision, noise };
  const { noiseRatio, verdict } = judgeTensors(pair.reference, pair.candidate, context).judgement;
  return {
    output: pair.name,
    noiseRatio: noiseRatio === null ? null : Number(noiseRatio),
    agree: verdict === 'pass',
  };
}

export interface OpenConsensus {
  add(a: string, b: string, distances: readonly LeafDistance[]): void;
  finish(): OutputConsensus[];
}

/** Keeps the worst over cases of every pair and output, in the order of the outputs, then of the columns. */
export function openConsensus(columns: readonly string[]): OpenConsensus {
  const outputs = new Map<string, Map<string, { a: string; b: string; worst: LeafDistance }>>();
  return {
    add(a, b, distances) {
      for (const distance of distances) {
        const pairs = outputs.get(distance.output) ?? new Map();
        outputs.set(distance.output, pairs);
        const key = JSON.stringify([a, b]);
        const worst = pairs.get(key)?.worst;
        pairs.set(key, { a, b, worst: worst === undefined ? distance : worse(worst, distance) });
      }
    },
    finish() {
      const place = new Map(columns.map((id, index) => [id, index]));
      const at = (id: string) => place.get(id) ?? columns.length;
      return [...outputs].map(([output, pairs]) => ({
        output,
        distances: [...pairs.values()]
          .toSorted((x, y) => at(x.a) - at(y.a) || at(x.b) - at(y.b))
          .map(({ a, b, worst: { noiseRatio, agree } }) => ({
            a,
            b,
            noiseRatio: noiseRatio === null ? null : toReal(noiseRatio),
            agree,
          })),
      }));
    },
  };
}

/** The larger distance, of those that disagree where one does; they agree only if both do. */
export function worse(one: LeafDistance, other: LeafDistance): LeafDistance {
  const both = [one, other];
  const counted = one.agree === other.agree ? both : both.filter(({ agree }) => !agree);
  // NaN is worse than any number; a number is more informative than none.
  const ratios = counted.map(({ noiseRatio }) => noiseRatio).filter((ratio) => ratio !== null);
  return {
    output: one.output,
    noiseRatio: ratios.length === 0 ? null : Math.max(...ratios),
    agree: one.agree && other.agree,
  };
}

/** Entries of the results document that one model may have. */
const MOST_OUTPUTS = 32;

/** What goes into the results document: all outputs of most models; of others those first on which some columns differ. */
export function summary(consensus: readonly OutputConsensus[]): OutputConsensus[] {
  const disputed = ({ distances }: OutputConsensus) => distances.some(({ agree }) => !agree);
  const ranked = consensus.toSorted((a, b) => Number(disputed(b)) - Number(disputed(a)));
  const kept = new Set(ranked.slice(0, MOST_OUTPUTS));
  return consensus.filter((entry) => kept.has(entry));
}
