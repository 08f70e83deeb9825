import type { z } from 'zod';
import { meantIssues } from './closest-branch.js';
import { valueAt } from './value-at.js';

type Path = readonly PropertyKey[];

/** What remains of a document whose mistakes were reported, so that what else is wrong can be found at the same time. */
export interface FittingPart<T> {
  readonly config: T;
  /** By list at the top: where each of its remaining entries is in the document. */
  readonly positions: ReadonlyMap<string, readonly number[]>;
  /** Paths in the document of what was taken out. */
  readonly removed: readonly Path[];
}

/** Lists at the top whose entries are taken out whole: what is left of one without its path would be another entry. */
const ENTRIES = 2;

/**
 * Takes out of a document what its schema does not accept: unknown keys, values of keys, and entries of lists at the top
 * that lack something. Null when nothing is left.
 */
export function fittingPart<S extends z.ZodType>(data: unknown, schema: S): FittingPart<z.infer<S>> | null {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return null;
  const rest: Record<string, unknown> = structuredClone({ ...data });
  const positions = new Map(
    Object.entries(rest).flatMap(([key, value]) => (Array.isArray(value) ? [[key, [...value.keys()]] as const] : [])),
  );
  const removed: Path[] = [];
  for (;;) {
    const parsed = schema.safeParse(rest);
    if (parsed.success) return { config: parsed.data, positions, removed };
    const places = parsed.error.issues.flatMap((issue) => wrongPlaces(issue, [])).map((path) => removable(rest, path));
    // Those further back in a list first, so that the others keep their places.
    const before = removed.length;
    for (const path of places.toSorted(laterFirst)) {
      const [key, index, ...more] = path;
      const list = positions.get(String(key));
      const place = typeof index === 'number' ? list?.[index] : undefined;
      if (!remove(rest, path)) continue;
      removed.push(place === undefined ? path : [String(key), place, ...more]);
      if (path.length === ENTRIES && typeof index === 'number')
        positions.set(String(key), list?.toSpliced(index, 1) ?? []);
    }
    if (removed.length === before) return null;
  }
}

/** Paths of what an issue is about, inside the alternative that was meant. */
function wrongPlaces(issue: z.core.$ZodIssue, base: Path): Path[] {
  const path = [...base, ...issue.path];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => [...path, key]);
  const meant = issue.code === 'invalid_union' ? meantIssues(issue) : undefined;
  return meant === undefined ? [path] : meant.flatMap((inner) => wrongPlaces(inner, path));
}

/** The value itself if it is there as a key of a map, else the entry or key at the top that it belongs to. */
function removable(rest: Record<string, unknown>, path: Path): Path {
  if (typeof path.at(-1) === 'string' && valueAt(rest, path) !== undefined) return path;
  return path.slice(0, typeof path[1] === 'number' ? ENTRIES : 1);
}

function remove(rest: Record<string, unknown>, path: Path): boolean {
  const key = path.at(-1);
  const holder = valueAt(rest, path.slice(0, -1));
  if (key === undefined || typeof holder !== 'object' || holder === null) return false;
  if (!Object.hasOwn(holder, key)) return false;
  if (Array.isArray(holder)) holder.splice(Number(key), 1);
  else Reflect.deleteProperty(holder, key);
  return true;
}

function laterFirst(one: Path, other: Path): number {
  const [key, index] = one;
  const [otherKey, otherIndex] = other;
  const bothCounted = key === otherKey && typeof index === 'number' && typeof otherIndex === 'number';
  // A part before the entry around it, which may go as well.
  return bothCounted && index !== otherIndex ? otherIndex - index : other.length - one.length;
}
