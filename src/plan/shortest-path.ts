import type { ConverterFacts } from '../adapters/define.js';
import type { Format } from '../types.js';

export interface Path {
  readonly cost: number;
  readonly converters: readonly ConverterFacts[];
}

/** How far a path has come: the format reached, and how many of the required converters are behind it. */
interface Place {
  readonly format: Format;
  readonly passed: number;
  readonly path: Path;
}

/**
 * The cheapest path from one format to another through the required converters, in their order. A converter that writes
 * the format it reads leads nowhere new, so it is used only when it is required. Dijkstra's algorithm: there are few
 * places, so the next one is found by searching all that are open.
 * @param converters in order of preference
 * @returns null when there is none
 */
export function shortestPath(
  from: Format,
  wanted: readonly Format[],
  converters: readonly ConverterFacts[],
  through: readonly ConverterFacts[] = [],
): Path | null {
  const open = new Map<string, Place>();
  const closed = new Set<string>();
  const reach = (place: Place): void => {
    const key = `${place.passed} ${place.format}`;
    const known = open.get(key);
    if (!closed.has(key) && (known === undefined || comparePaths(place.path, known.path) < 0)) open.set(key, place);
  };
  reach({ format: from, passed: 0, path: { cost: 0, converters: [] } });
  for (;;) {
    const [nearest] = [...open].sort(([, a], [, b]) => comparePaths(a.path, b.path));
    if (nearest === undefined) return null;
    const [key, { format, passed, path }] = nearest;
    if (passed === through.length && wanted.includes(format)) return path;
    open.delete(key);
    closed.add(key);
    for (const converter of converters)
      if (converter.reads.includes(format))
        reach({
          format: converter.writes,
          passed: converter === through[passed] ? passed + 1 : passed,
          path: { cost: path.cost + converter.cost, converters: [...path.converters, converter] },
        });
  }
}

/** Equal paths keep their order: what was found first was found with the converters that come first. */
export function comparePaths(a: Path, b: Path): number {
  return a.cost - b.cost || a.converters.length - b.converters.length;
}
