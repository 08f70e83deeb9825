import { isOlder } from '../config/release.js';

/** What one release of a runtime makes of a model. */
export type ReleaseOutcome =
  | { readonly state: 'pass' | 'drift' }
  /** It could not be installed, or the model did not run on it. */
  | { readonly state: 'unknown'; readonly why: string };

export interface ReleaseBisection {
  /** Every release that was tried, the oldest first. */
  readonly tried: readonly { readonly release: string; readonly outcome: ReleaseOutcome }[];
  /**
   * The two releases next to each other, among those that give an answer, between which the outcome changes; null when
   * all that were tried agree.
   */
  readonly change: {
    readonly last: string;
    /** The first release that differs. */
    readonly first: string;
    readonly became: 'pass' | 'drift';
    /** Releases between the two that gave no answer: the change may have come with one of them. */
    readonly unknown: readonly string[];
  } | null;
}

/**
 * The first release that differs from those before it, by halves: the outcome of the oldest and of the newest decides
 * which way to look. Where the two agree, nothing between them is tried: a fault that came and went is not found.
 * @param releases that exist; `oldest` and older ones are left out
 * @param tryRelease runs the model with a release; each release is tried once at most
 */
export async function bisectReleases(
  releases: readonly string[],
  tryRelease: (release: string) => Promise<ReleaseOutcome>,
  oldest?: string,
): Promise<ReleaseBisection> {
  const sorted = [...new Set(releases)]
    .filter((release) => oldest === undefined || !isOlder(release, oldest))
    .sort((a, b) => (isOlder(a, b) ? -1 : isOlder(b, a) ? 1 : 0));
  const known = new Map<number, ReleaseOutcome>();
  const outcomeOf = async (index: number): Promise<ReleaseOutcome> => {
    const release = sorted[index];
    const found = known.get(index) ?? (release === undefined ? NOTHING : await tryRelease(release));
    known.set(index, found);
    return found;
  };
  const low = await firstAnswer(range(0, sorted.length), outcomeOf);
  const high = await firstAnswer(range(0, sorted.length).reverse(), outcomeOf);
  const change =
    low === null || high === null || low.state === high.state ? null : await narrowed(low, high, sorted, outcomeOf);
  const tried = [...known]
    .sort(([a], [b]) => a - b)
    .map(([index, outcome]) => ({ release: sorted[index] ?? '', outcome }));
  return { tried, change };
}

const NOTHING: ReleaseOutcome = { state: 'unknown', why: 'there is no such release' };

interface Answer {
  readonly index: number;
  readonly state: 'pass' | 'drift';
}

async function narrowed(
  low: Answer,
  high: Answer,
  sorted: readonly string[],
  outcomeOf: (index: number) => Promise<ReleaseOutcome>,
): Promise<ReleaseBisection['change']> {
  let [before, after] = [low, high];
  for (;;) {
    const middle = Math.floor((before.index + after.index) / 2);
    const between = range(before.index + 1, after.index);
    // The nearest to the middle that gives an answer.
    const next = await firstAnswer(
      between.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b),
      outcomeOf,
    );
    if (next === null)
      return {
        last: sorted[before.index] ?? '',
        first: sorted[after.index] ?? '',
        became: after.state,
        unknown: between.map((index) => sorted[index] ?? ''),
      };
    if (next.state === before.state) before = next;
    else after = next;
  }
}

async function firstAnswer(
  order: readonly number[],
  outcomeOf: (index: number) => Promise<ReleaseOutcome>,
): Promise<Answer | null> {
  for (const index of order) {
    const { state } = await outcomeOf(index);
    if (state !== 'unknown') return { index, state };
  }
  return null;
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
