/** Trials after which the search ends with what it has: 64 names take fourteen where one is the cause. */
const MOST_TRIALS = 30;

/**
 * The fewest of some things without which something is right, by leaving them out in halves. Where several have to be left
 * out together, these.
 * @param isRight whether it is right with these left out
 * @returns null when it is not right with all of them left out, and when there is no trial left to be sure of that
 */
export async function fewest<T>(
  all: readonly T[],
  isRight: (without: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | null> {
  let left = MOST_TRIALS;
  const holds = async (some: readonly T[]) => left-- > 0 && (await isRight(some));
  if (all.length === 0 || !(await holds(all))) return null;
  let found = all;
  // Zeller and Hildebrandt's ddmin: parts alone, then what remains without a part, then smaller parts.
  for (let parts = 2; found.length > 1 && left > 0; ) {
    const pieces = split(found, parts);
    const smaller = (await first(pieces, holds)) ?? (parts > 2 ? await first(without(pieces), holds) : null);
    if (smaller !== null) {
      found = smaller;
      parts = 2;
    } else if (parts >= found.length) break;
    else parts = Math.min(2 * parts, found.length);
  }
  return found;
}

function split<T>(items: readonly T[], parts: number): readonly (readonly T[])[] {
  const size = Math.ceil(items.length / parts);
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

const without = <T>(pieces: readonly (readonly T[])[]): readonly (readonly T[])[] =>
  pieces.map((_, left) => pieces.flatMap((piece, index) => (index === left ? [] : piece)));

async function first<T>(
  candidates: readonly (readonly T[])[],
  holds: (some: readonly T[]) => Promise<boolean>,
): Promise<readonly T[] | null> {
  for (const candidate of candidates) if (await holds(candidate)) return candidate;
  return null;
}
