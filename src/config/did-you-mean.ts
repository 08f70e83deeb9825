import { closest, distance } from 'fastest-levenshtein';

/** `; did you mean "tolerance"?` when one of the candidates is close to what was written, else nothing. */
export function didYouMean(written: string, candidates: readonly string[]): string {
  const best = closestName(written, candidates);
  return best === undefined ? '' : `; did you mean ${JSON.stringify(best)}?`;
}

/** The candidate that was most likely meant: the only one of that name in a folder, or a close one; undefined for none. */
export function closestName(written: string, candidates: readonly string[]): string | undefined {
  if (candidates.length === 0) return undefined;
  const [within, another] = candidates.filter((one) => one.endsWith(`/${written}`));
  if (within !== undefined && another === undefined) return within;
  const same = candidates.find((one) => one.toLowerCase() === written.toLowerCase());
  if (same !== undefined) return same;
  const best = closest(written, candidates);
  return distance(written, best) <= Math.max(2, Math.floor(written.length / 3)) ? best : undefined;
}
