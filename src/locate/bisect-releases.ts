/** What one release of a runtime makes of a model. */
export type ReleaseOutcome =
  | { readonly state: 'pass' | 'drift' }
  /** It could not be installed, or the model did not run on it. */
  | { readonly state: 'unknown'; readonly why: string };

/** Two releases next to each other, among those that give an answer, between which the outcome changes. */
export interface ReleaseChange {
  readonly last: string;
  /** The first release that differs. */
  readonly first: string;
  readonly became: 'pass' | 'drift';
  /** Releases between the two that gave no answer: the change may have come with one of them. */
  readonly unknown: readonly string[];
}

/** What a search over the releases of a runtime found. */
export interface FoundReleases {
  readonly model: string;
  /** Id of the column. */
  readonly runtime: string;
  readonly package: string;
  /** The release that the column has. */
  readonly current: string;
  /** Every release that was tried, the oldest first. */
  readonly tried: readonly { readonly release: string; readonly outcome: ReleaseOutcome }[];
  /** Where the outcome changes before the current release, and after it, the oldest first. */
  readonly changes: readonly ReleaseChange[];
}

/**
 * The first release that differs from those before it, by halves: the outcome of the oldest and of the newest decides
 * which way to look. Where the two agree, nothing between them is tried: a fault that came and went is not found.
 * @param releases that exist, the oldest first
 * @param tryRelease runs the model with a release
 * @returns null when the oldest and the newest that give an answer agree
 */
export async function bisectReleases(
  releases: readonly string[],
  tryRelease: (release: string) => Promise<ReleaseOutcome>,
): Promise<ReleaseChange | null> {
  const outcomeOf = (index: number) => tryRelease(releases[index] ?? '');
  const places = range(0, releases.length);
  const low = await firstAnswer(places, outcomeOf);
  const high = await firstAnswer(places.toReversed(), outcomeOf);
  return low === null || high === null || low.state === high.state ? null : narrowed(low, high, releases, outcomeOf);
}

interface Answer {
  readonly index: number;
  readonly state: 'pass' | 'drift';
}

async function narrowed(
  low: Answer,
  high: Answer,
  sorted: readonly string[],
  outcomeOf: (index: number) => Promise<ReleaseOutcome>,
): Promise<ReleaseChange> {
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
