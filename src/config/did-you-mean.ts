import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "tolerance"?` when one of the candidates is close to what was written, else nothing. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  if (candidates.length === 0) return '';
  const best = closest(written, candidates);
  return distance(written, best) <= Math.max(2, Math.floor(written.length / 3))
    ? `; did you mean ${JSON.stringify(best)}?`
    : '';
}
