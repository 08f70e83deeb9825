import type { ConverterFacts } from '../adapters/define.js';
import type { Format } from '../types.js';

/** Converters in order, each of which reads what the one before wrote. */
export interface Path {
  readonly cost: number;
  readonly converters: readonly ConverterFacts[];
  /** Where it starts, and what each converter writes. */
  readonly formats: readonly Format[];
}

/** How far a path has come. */
interface Place {
  readonly path: Path;
  readonly at: Format;
  /** How many of the required converters are behind it. */
  readonly passed: number;
  /** The places it came through, and its own, by format and required converters passed. */
  readonly visited: ReadonlySet<string>;
}

/**
 * Every path from one format to another through the required converters, in their order; the cheapest first. No path
 * reaches the same format twice, except to pass another required converter, so a converter that writes the format it
 * reads is used only when it is required. There are few converters, so the next path is found by searching all that are
 * open.
 * @param converters in order of preference
 */
export function* pathsByCost(
  from: Format,
  wanted: readonly Format[],
  converters: readonly ConverterFacts[],
  through: readonly ConverterFacts[] = [],
): Generator<Path> {
  const start = { cost: 0, converters: [], formats: [from] };
  let open: Place[] = [{ path: start, at: from, passed: 0, visited: new Set([key(from, 0)]) }];
  for (;;) {
    const [nearest, ...rest] = open;
    if (nearest === undefined) return;
    if (nearest.passed === through.length && wanted.includes(nearest.at)) yield nearest.path;
    open = [...rest, ...stepsFrom(nearest, converters, through)].sort((a, b) => comparePaths(a.path, b.path));
  }
}

function stepsFrom(
  { path, at, passed, visited }: Place,
  converters: readonly ConverterFacts[],
  through: readonly ConverterFacts[],
): Place[] {
  return converters.flatMap((converter) => {
    if (!converter.reads.includes(at)) return [];
    const behind = converter === through[passed] ? passed + 1 : passed;
    const place = key(converter.writes, behind);
    if (visited.has(place)) return [];
    const longer: Path = {
      cost: path.cost + converter.cost,
      converters: [...path.converters, converter],
      formats: [...path.formats, converter.writes],
    };
    return [{ path: longer, at: converter.writes, passed: behind, visited: new Set([...visited, place]) }];
  });
}

const key = (format: Format, passed: number): string => `${passed} ${format}`;

/** The cheapest path; null when there is none. */
export function shortestPath(...[from, wanted, converters, through]: Parameters<typeof pathsByCost>): Path | null {
  for (const path of pathsByCost(from, wanted, converters, through)) return path;
  return null;
}

/** Equal paths keep their order: what was found first was found with the converters that come first. */
export function comparePaths(a: Path, b: Path): number {
  return a.cost - b.cost || a.converters.length - b.converters.length;
}
