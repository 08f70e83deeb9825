/** Prose of limited length, in which backticks mark inline code. */

/** Code that begins before the end stays whole up to this length: half a command must not be pasted. */
const LONGEST_CODE = 800;

/**
 * At most `limit` code points; an ellipsis takes the place of the rest. Code is never cut: it stays whole where it begins
 * before the limit, or is left out.
 */
export function cutProse(text: string, limit: number): string {
  // There are never more code points than code units.
  if (text.length <= limit) return text;
  const points = Array.from(text);
  if (points.length <= limit) return text;
  const { from, to } = codeAround(limit - 1, points);
  if (from === to) return `${points.slice(0, limit - 1).join('')}…`;
  if (to - from > LONGEST_CODE) return `${points.slice(0, from).join('').trimEnd()} …`;
  // A full stop after it is no more than the ellipsis.
  return points.length - to <= 1 ? text : `${points.slice(0, to).join('')} …`;
}

/** The code with its backticks that a cut at this place would fall into; empty where it falls into none. */
function codeAround(place: number, points: readonly string[]): { readonly from: number; readonly to: number } {
  for (let from = points.indexOf('`'); from >= 0 && from < place; ) {
    const end = points.indexOf('`', from + 1);
    if (end < 0) break;
    if (end >= place) return { from, to: end + 1 };
    from = points.indexOf('`', end + 1);
  }
  return { from: place, to: place };
}
