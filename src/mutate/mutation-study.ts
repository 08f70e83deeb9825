/** The result of a mutation study of one model: plain data, from which every number of the report is computed. */
import type { Recipe } from '../config/recipe.js';
import type { Fault } from '../types.js';
import type { Sight } from './judge-mutant.js';

/** survived: another input shows it, or the goldens do within the tolerance. equivalent: no input tried shows it. */
export type Fate = 'caught' | 'survived' | 'equivalent' | 'not-loaded' | 'not-run';

export interface StudiedMutant {
  readonly kind: string;
  readonly where: string;
  readonly fate: Fate;
  /** By output; empty when the mutant did not run. */
  readonly outputs: Readonly<Record<string, Sight>>;
  /** Candidate inputs that would have caught it, by name. */
  readonly caughtBy: readonly string[];
}

/** An input that was tried on the mutants that the goldens do not catch. */
export interface Candidate {
  readonly name: string;
  /** As they are written in the configuration. */
  readonly inputs: Readonly<Record<string, Recipe>>;
}

export interface Advice extends Candidate {
  /** How many of the survivors that no earlier advice catches. */
  readonly catches: number;
}

export interface Counts {
  readonly caught: number;
  readonly survived: number;
  readonly equivalent: number;
  readonly notLoaded: number;
  readonly notRun: number;
}

export interface MutationStudy {
  readonly model: string;
  readonly goldens: 'committed' | 'synthetic';
  readonly cases: number;
  /** Caught of those that can be caught, 0 to 1; null when there is none. */
  readonly score: number | null;
  readonly counts: Counts;
  readonly kinds: readonly ({ readonly kind: string; readonly title: string } & Counts)[];
  /** By output: `equivalent` counts the mutants that do not move it. */
  readonly outputs: readonly {
    readonly name: string;
    readonly caught: number;
    readonly survived: number;
    readonly equivalent: number;
  }[];
  readonly mutants: readonly StudiedMutant[];
  /** Other inputs that the survivors were run on. */
  readonly tried: number;
  readonly advice: readonly Advice[];
}

/** A model that could not be studied. */
export interface NoStudy {
  readonly model: string;
  readonly fault: Fault;
}

export function countFates(mutants: readonly StudiedMutant[]): Counts {
  const count = (fate: Fate) => mutants.filter((mutant) => mutant.fate === fate).length;
  return {
    caught: count('caught'),
    survived: count('survived'),
    equivalent: count('equivalent'),
    notLoaded: count('not-loaded'),
    notRun: count('not-run'),
  };
}

/** Caught of those that can be caught; null when there is none. */
export function scoreOf({ caught, survived }: Pick<Counts, 'caught' | 'survived'>): number | null {
  return caught + survived === 0 ? null : caught / (caught + survived);
}

/** Puts the study together; everything but the mutants and the advice follows from them. */
export function studyOf(
  about: Pick<MutationStudy, 'model' | 'goldens' | 'cases' | 'tried'>,
  mutants: readonly StudiedMutant[],
  kinds: readonly { readonly id: string; readonly title: string }[],
  advice: readonly Advice[],
): MutationStudy {
  const counts = countFates(mutants);
  const names = [...new Set(mutants.flatMap(({ outputs }) => Object.keys(outputs)))].sort();
  return {
    ...about,
    score: scoreOf(counts),
    counts,
    kinds: kinds.flatMap(({ id, title }) => {
      const its = mutants.filter(({ kind }) => kind === id);
      return its.length === 0 ? [] : [{ kind: id, title, ...countFates(its) }];
    }),
    outputs: names.map((name) => ({ name, ...outputCounts(name, mutants) })),
    mutants,
    advice,
  };
}

function outputCounts(name: string, mutants: readonly StudiedMutant[]) {
  const sights = mutants.flatMap(({ outputs }) => (Object.hasOwn(outputs, name) ? [outputs[name]] : []));
  const count = (sight: Sight) => sights.filter((one) => one === sight).length;
  return { caught: count('caught'), survived: count('moved'), equivalent: count('still') };
}

/** Candidates in greedy order, each time the one that catches most of the remaining mutants; at most `most`. */
export function advise(mutants: readonly StudiedMutant[], candidates: readonly Candidate[], most: number): Advice[] {
  let left = mutants.filter(({ fate }) => fate === 'survived');
  const advice: Advice[] = [];
  while (advice.length < most) {
    const ranked = candidates
      .map((candidate) => ({
        ...candidate,
        catches: left.filter(({ caughtBy }) => caughtBy.includes(candidate.name)).length,
      }))
      .sort((a, b) => b.catches - a.catches);
    const [best] = ranked;
    if (best === undefined || best.catches === 0) break;
    advice.push(best);
    left = left.filter(({ caughtBy }) => !caughtBy.includes(best.name));
  }
  return advice;
}
