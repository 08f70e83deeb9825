/** What observing a runtime at some values of a graph shows. */

/** One value as the runtime computed it, against the reference. */
export interface Seen {
  /** RMSE in units of the value's noise floor; null for integers, and for values that cannot be compared in numbers. */
  readonly ratio: number | null;
  /** Significant bits that the arithmetic seems to have had; null where there is no ratio. */
  readonly bits: number | null;
  /** Outside what the precision of the column allows. */
  readonly wrong: boolean;
}

/** By name of the value; one that is missing could not be measured. */
export type Sight = ReadonlyMap<string, Seen>;

/** Why a runtime could not be observed. */
export interface Unseen {
  readonly unseen: string;
  /** Another try may succeed: the machine may be to blame. */
  readonly passing?: true;
}

/** What becomes of values that follow from constants and sizes alone: usually integers among them are constants of the part. */
export interface PartConstants {
  /** The part declares the sizes of what is fed also where the model leaves sizes open. */
  readonly fixed?: boolean;
  /** The part computes these itself. */
  readonly computed?: readonly string[];
  /** They are constants of the part, as the reference computes them. */
  readonly held?: readonly string[];
}

/**
 * Runs a part of the model on the runtime: what the values `to` are computed from, with the reference's values in place of
 * `from`; with none given, the model from its own inputs.
 */
export type Observe = (
  from: readonly string[],
  to: readonly string[],
  constants?: PartConstants,
) => Promise<Sight | Unseen>;

export function showsFault(sight: Sight, names: Iterable<string> = sight.keys()): boolean {
  return [...names].some((name) => sight.get(name)?.wrong === true);
}

/** The worst ratio of some values; null where none was measured. */
export function worstRatio(sight: Sight, names: readonly string[]): number | null {
  const ratios = names.flatMap((name) => sight.get(name)?.ratio ?? []);
  // NaN is worse than any number.
  return ratios.length === 0 ? null : Math.max(...ratios);
}
