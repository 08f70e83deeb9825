import { type Observe, type Sight, showsFault } from './sight.js';
import { type Operator, operatorsBehind } from './value-graph.js';

export interface Bisected {
  readonly operator: Operator;
  /** Values of the last cut that was right; none: the fault is in the first operators. */
  readonly right: readonly string[];
  /** Values behind it that are wrong. */
  readonly wrong: readonly string[];
  /** What the cuts on both sides of the operator showed. */
  readonly sight: Sight;
}

/**
 * Finds the operator at which a fault begins by cutting the graph: the part before the cut runs alone, and the fault is in
 * it when one of the values at the cut is wrong. Each cut is made where the fewest values cross near the middle: at a
 * value through which all paths go, if there is one.
 * @param wrong outputs that are known to be wrong
 * @param given values that the reference's are fed for
 * @returns why no cut could be observed, where none could
 */
export async function bisect(
  operators: readonly Operator[],
  wrong: readonly string[],
  given: readonly string[],
  observe: Observe,
): Promise<Bisected | { readonly unseen: string }> {
  const fed = new Set(given);
  let outputs = fewestBehind(operators, wrong, fed);
  let within = operatorsBehind({ operators }, outputs, fed);
  let low = 0;
  let right: readonly string[] = [];
  const seen = new Map<string, NonNullable<ReturnType<Sight['get']>>>();
  const unseen = new Set<string>();
  while (within.length - low > 1) {
    const cut = await tryCuts({ within, low, outputs }, given, observe, unseen);
    if ('unseen' in cut) {
      const behind = await fromBehind({ within, low, outputs }, given, observe);
      if (behind === null) return cut;
      return { ...behind, right: behind.right ?? right, wrong: outputs, sight: seen };
    }
    for (const [name, one] of cut.sight) seen.set(name, one);
    if (showsFault(cut.sight)) {
      const bad = [...cut.sight].flatMap(([name, one]) => (one.wrong ? [name] : []));
      outputs = fewestBehind(within, bad, fed);
      // Operators before the last right cut are right, whatever order they are in now.
      const passed = new Set(within.slice(0, low));
      const behind = operatorsBehind({ operators: within }, outputs, fed);
      within = [...behind.filter((one) => passed.has(one)), ...behind.filter((one) => !passed.has(one))];
      low = within.filter((one) => passed.has(one)).length;
    } else {
      low = cut.count;
      right = cut.values;
    }
  }
  const operator = within[low];
  return operator === undefined
    ? { unseen: 'no operator is left to look at' }
    : { operator, right, wrong: outputs, sight: seen };
}

interface Bracket {
  /** In an order in which they can run; the last one makes what is wrong. */
  readonly within: readonly Operator[];
  /** So many of them are right. */
  readonly low: number;
  readonly outputs: readonly string[];
}

/**
 * The same from the other side, for a runtime that does not return what is in the middle of a graph: the reference's values
 * are fed at a cut, and only what comes behind it runs. It is wrong as long as the fault is behind the cut.
 * @returns null where no cut could be observed; without `right` where the first one after the known ones decides
 */
async function fromBehind(
  { within, low, outputs }: Bracket,
  given: readonly string[],
  observe: Observe,
): Promise<{ readonly operator: Operator; readonly right: readonly string[] | null } | null> {
  const fed = new Set(given);
  const spans = spansOf(within, outputs).filter(({ name }) => !fed.has(name));
  const crossing = (count: number) =>
    spans.flatMap(({ name, made, used }) => (made < count && used >= count ? [name] : []));
  let before: { readonly count: number; readonly values: readonly string[] | null } = { count: low, values: null };
  let after = within.length;
  let looked = false;
  while (after - before.count > 1) {
    const middle = Math.floor((before.count + after) / 2);
    const open = Array.from({ length: after - before.count - 1 }, (_, place) => before.count + 1 + place);
    const near = open.toSorted((a, b) => Math.abs(a - middle) - Math.abs(b - middle) || a - b).slice(0, MOST_CUTS);
    let step: { readonly count: number; readonly wrong: boolean } | null = null;
    for (const count of near) {
      const sight = await observe([...given, ...crossing(count)], outputs);
      if ('unseen' in sight) continue;
      step = { count, wrong: showsFault(sight) };
      break;
    }
    if (step === null) break;
    looked = true;
    if (step.wrong) before = { count: step.count, values: crossing(step.count) };
    else after = step.count;
  }
  const operator = within[after - 1];
  return !looked || operator === undefined ? null : { operator, right: before.values };
}

/** The value that is computed by the fewest operators: each that is wrong leads to an operator that is. */
function fewestBehind(operators: readonly Operator[], wrong: readonly string[], given: ReadonlySet<string>): string[] {
  const sized = wrong.map((name) => ({ name, size: operatorsBehind({ operators }, [name], given).length }));
  return sized
    .toSorted((a, b) => a.size - b.size)
    .slice(0, 1)
    .map(({ name }) => name);
}

/** Cuts that are tried before giving up, where the first cannot be converted or measured. */
const MOST_CUTS = 3;

interface Cut {
  readonly count: number;
  readonly values: readonly string[];
}

/** @param unseen values that the runtime does not return by themselves; those that are found are added */
async function tryCuts(
  { within, low, outputs }: Bracket,
  given: readonly string[],
  observe: Observe,
  unseen: Set<string>,
): Promise<(Cut & { readonly sight: Sight }) | { readonly unseen: string }> {
  let why = 'there is no place to cut the graph';
  const all = cutsBetween(within, low, outputs, new Set(given));
  for (const cut of [...all.slice(0, MOST_CUTS), ...spread(all, low, within.length)]) {
    if (cut.values.some((name) => unseen.has(name))) continue;
    const sight = await observeValues(cut.values, given, observe, unseen);
    if ('unseen' in sight) why = sight.unseen;
    else if (cut.values.every((name) => sight.has(name))) return { ...cut, sight };
    else why = 'some values at the cut could not be measured';
  }
  return { unseen: why };
}

/** Farther from the middle, where a graph cannot be looked at near it: a quarter and an eighth from both ends. */
function spread(cuts: readonly Cut[], from: number, to: number): Cut[] {
  const places = [1 / 4, 3 / 4, 1 / 8, 7 / 8].map((part) => from + part * (to - from));
  const nearest = places.flatMap(
    (place) => cuts.toSorted((a, b) => Math.abs(a.count - place) - Math.abs(b.count - place))[0] ?? [],
  );
  return nearest.filter((cut) => !cuts.slice(0, MOST_CUTS).includes(cut));
}

/** The values in one run, or one run each where a runtime cannot return several that are in the middle of a graph. */
async function observeValues(
  values: readonly string[],
  given: readonly string[],
  observe: Observe,
  unseen: Set<string>,
): Promise<Sight | { readonly unseen: string }> {
  const together = await observe(given, values);
  if (!('unseen' in together)) return together;
  const [only, ...others] = values;
  if (only !== undefined && others.length === 0) unseen.add(only);
  if (others.length === 0) return together;
  const seen: [string, NonNullable<ReturnType<Sight['get']>>][] = [];
  for (const name of values) {
    const one = await observe(given, [name]);
    if ('unseen' in one) {
      unseen.add(name);
      return one;
    }
    seen.push(...one);
  }
  return new Map(seen);
}

/** Places to cut, the best first: near the middle, as few values as possible. */
export function cutsBetween(
  within: readonly Operator[],
  low: number,
  outputs: readonly string[],
  given: ReadonlySet<string>,
): Cut[] {
  const size = within.length - low;
  const middle = low + size / 2;
  // An eighth to each side still leaves about log2 n steps.
  const near = Math.max(1, size / 8);
  const spans = spansOf(within, outputs).filter(({ name }) => !given.has(name));
  const cuts: (Cut & { readonly distance: number })[] = [];
  for (let count = low + 1; count < within.length; count++) {
    const values = spans.flatMap(({ name, made, used }) => (made < count && used >= count ? [name] : []));
    if (values.length > 0) cuts.push({ count, values, distance: Math.abs(count - middle) });
  }
  const isNear = ({ distance }: { readonly distance: number }) => distance <= near;
  return cuts
    .toSorted(
      (a, b) =>
        Number(isNear(b)) - Number(isNear(a)) ||
        (isNear(a) ? a.values.length - b.values.length : 0) ||
        a.distance - b.distance,
    )
    .map(({ count, values }) => ({ count, values }));
}

/** From the operator that makes a value to the last one that reads it, by their places; outputs are needed to the end. */
function spansOf(within: readonly Operator[], outputs: readonly string[]) {
  const used = new Map(outputs.map((name) => [name, within.length]));
  for (const [place, { reads }] of within.entries())
    for (const name of reads) used.set(name, Math.max(place, used.get(name) ?? place));
  return within.flatMap(({ makes }, made) =>
    makes.flatMap((name) => {
      const last = used.get(name);
      return last === undefined ? [] : [{ name, made, used: last }];
    }),
  );
}
