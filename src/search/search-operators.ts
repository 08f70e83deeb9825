/** The search for the operators at which a model begins to drift, over whatever can be observed of a runtime. */
import { bisect } from './bisect.js';
import { heldConstants, wrongWithOwnSizes } from './examine-constants.js';
import { type FirstWrong, firstWrong } from './first-wrong.js';
import type { FoundOperator } from './found-operator.js';
import { type Observe, type Seen, type Sight, showsFault, worstRatio } from './sight.js';
import { type Operator, operatorsBehind, readFromAround, type ValueGraph } from './value-graph.js';

export interface OperatorSearch {
  /** In the order in which they were found: each is the first behind the ones before. */
  readonly found: readonly FoundOperator[];
  /** What was measured before any value was fed. */
  readonly sight: Sight;
  /** Why the search ended without an operator; null when it found one. */
  readonly why: string | null;
  /** Whether the runtime ran the graph as a whole: what it does not run at all cannot be searched. */
  readonly ran: boolean;
}

export interface SearchOptions {
  /** Values that can be looked at, several at a time, in the order of the graph. */
  readonly slices: readonly (readonly string[])[];
  /** Most operators that are looked for, one behind the other. */
  readonly most: number;
}

/**
 * Looks at all values at once where the runtime allows that and still shows the fault, else cuts the graph. Behind an
 * operator that was found the search goes on with the reference's values in place of what it makes.
 */
export async function searchOperators(
  graph: ValueGraph,
  observe: Observe,
  { slices, most }: SearchOptions,
): Promise<OperatorSearch> {
  const found: FoundOperator[] = [];
  const given = new Set<string>();
  const all = new Map<string, Seen>();
  let exposing = true;
  let why: string | null = null;
  let ran = false;
  while (found.length < most) {
    const looked: Looked | null = exposing ? await lookAtAll(graph, observe, slices, given) : null;
    if (looked !== null && found.length === 0) for (const [name, seen] of looked.sight) all.set(name, seen);
    ran ||= looked !== null && looked.sight.size > 0;
    if (looked !== null && !looked.shows && found.length > 0) break;
    exposing = looked?.shows === true;
    const next = looked?.shows === true ? await explained(looked, graph, observe, given) : null;
    const sure = next !== null && next.fails !== true && (next.alone !== false || next.together.length > 0);
    const cut = sure ? null : await byCutting(graph, observe, given);
    if (cut !== null && !('unseen' in cut) && found.length === 0)
      for (const [name, seen] of cut.sight) all.set(name, seen);
    ran ||= cut !== null && (!('unseen' in cut) || cut.ran);
    const best = better(next, cut === null || 'unseen' in cut ? null : cut.found);
    if (best === null) {
      if (cut !== null && 'unseen' in cut) why = cut.unseen;
      break;
    }
    found.push(best);
    for (const name of best.operator.makes) given.add(name);
  }
  return { found, sight: all, why: found.length > 0 ? null : why, ran };
}

/** An operator that is wrong alone, or with others, is known better than one that is not. */
function better(one: FoundOperator | null, other: FoundOperator | null): FoundOperator | null {
  if (one === null || other === null) return one ?? other;
  if (other.fails === true) return one.alone === true || one.together.length > 0 ? one : other;
  return other.alone === true || other.together.length > 0 ? other : one;
}

interface Looked {
  readonly sight: Sight;
  /** Whether the model's own outputs are wrong although they are not all that is asked for. */
  readonly shows: boolean;
  readonly wrong: readonly string[];
}

/** One slice after the other, until something is wrong; null where the runtime does not allow it. */
async function lookAtAll(
  { operators, outputs }: ValueGraph,
  observe: Observe,
  slices: SearchOptions['slices'],
  given: ReadonlySet<string>,
): Promise<Looked | null> {
  const open = outputs.filter((name) => !given.has(name));
  const needed = new Set(operatorsBehind({ operators }, open, given).flatMap(({ makes }) => makes));
  const seen = new Map<string, Seen>();
  let wrong: readonly string[] = [];
  for (const slice of slices) {
    const names = slice.filter((name) => needed.has(name) && !given.has(name));
    if (names.length === 0) continue;
    const sight = await observe([...given], [...new Set([...open, ...names])]);
    if ('unseen' in sight) return null;
    for (const [name, one] of sight) seen.set(name, one);
    wrong = open.filter((name) => sight.get(name)?.wrong === true);
    if (wrong.length === 0) break;
    if (
      showsFault(
        sight,
        names.filter((name) => !open.includes(name)),
      )
    )
      break;
  }
  return { sight: seen, shows: wrong.length > 0, wrong };
}

async function explained(
  { sight, wrong }: Looked,
  graph: ValueGraph,
  observe: Observe,
  given: ReadonlySet<string>,
): Promise<FoundOperator | null> {
  const behind = operatorsBehind(graph, wrong, given);
  const first = firstWrong(behind, sight, given);
  const about = { graph, given, behind, sight, by: 'exposing', wrong: [] } as const;
  return first === null ? null : tryAlone(first, about, observe);
}

async function byCutting(
  graph: ValueGraph,
  observe: Observe,
  given: ReadonlySet<string>,
): Promise<
  { readonly found: FoundOperator; readonly sight: Sight } | { readonly unseen: string; readonly ran: boolean }
> {
  const open = graph.outputs.filter((name) => !given.has(name));
  const whole = await observe([...given], open);
  if ('unseen' in whole) return { ...whole, ran: false };
  const wrong = open.filter((name) => whole.get(name)?.wrong === true);
  if (wrong.length === 0) return { unseen: NOT_SHOWN, ran: true };
  const cut = await bisect(graph.operators, wrong, [...given], observe);
  if ('unseen' in cut) return { ...cut, ran: true };
  const sight = new Map([...whole, ...cut.sight]);
  const behind = operatorsBehind(graph, cut.operator.makes, given);
  const first: FirstWrong = { operator: cut.operator, from: cut.right, between: [] };
  const about = { graph, given, behind, sight, by: 'cutting', wrong: cut.wrong } as const;
  return { found: await tryAlone(first, about, observe), sight };
}

/** The outputs of the graph as a whole are right. */
export const NOT_SHOWN =
  'run again for the search, this ONNX gives the same on the column as on the reference, within the automatic tolerance: the difference comes from elsewhere, such as committed outputs, another file, a tolerance of your own, an output that rounding alone moves too far to say anything of it, or a runtime that computes something else each time';

/** Operators before it that it is tried together with, where it is right alone: a layout may come from far before. */
const TOGETHER = [1, 3, 7, 15, 31];

interface Around extends Pick<FoundOperator, 'by'> {
  readonly graph: ValueGraph;
  readonly given: ReadonlySet<string>;
  /** Operators up to it. */
  readonly behind: readonly Operator[];
  readonly sight: Sight;
  /** Values behind it that are wrong; none where it was not cut. */
  readonly wrong: readonly string[];
}

/**
 * Whether the operator is wrong alone, else whether it is with constants that the runtime computes, else the fewest
 * operators before it together with which it is.
 */
async function tryAlone(
  { operator, from, between }: FirstWrong,
  { graph, given, behind, sight, by, wrong }: Around,
  observe: Observe,
): Promise<FoundOperator> {
  const own = await observe(operator.reads, operator.makes);
  const alone = 'unseen' in own ? null : showsFault(own);
  const made = 'unseen' in own || alone === false ? sight : own;
  const bits = operator.makes.flatMap((name) => made.get(name)?.bits ?? []);
  const facts = {
    operator,
    by,
    before: worstRatio(sight, from),
    after: worstRatio(sight, operator.makes) ?? worstRatio(made, operator.makes),
    bits: bits.length === 0 ? null : Math.min(...bits),
    alone,
    constantsHeld: null,
  };
  if (alone === true) return heldConstants({ ...facts, together: [], between: [] }, graph, observe);
  const sized = await wrongWithOwnSizes(operator, { graph, given, right: from, wrong }, observe);
  if (sized !== null && sized.fails !== true) return { ...facts, ...sized };
  if (alone === null) return { ...facts, together: [], between, ...sized };
  const together = await fewestBefore(operator, behind, observe);
  if (together.length > 0) return { ...facts, together, between: [] };
  return { ...facts, together, between, ...sized };
}

/** The fewest operators right before it together with which it is wrong; none where it is right with all that are tried. */
async function fewestBefore(
  operator: Operator,
  behind: readonly Operator[],
  observe: Observe,
): Promise<readonly Operator[]> {
  const place = behind.indexOf(operator);
  // Of those right before it, the ones that it is computed from.
  const before = (count: number) => {
    const near = behind.slice(Math.max(0, place - count), place);
    return operatorsBehind({ operators: near }, operator.reads);
  };
  const isWrongAmong = async (some: readonly Operator[]) => {
    const seen = await observe(readFromAround([...some, operator]), operator.makes);
    return !('unseen' in seen) && showsFault(seen);
  };
  const isWrongWith = (count: number) => isWrongAmong(before(count));
  let right = 0;
  for (const most of TOGETHER) {
    const count = Math.min(most, place);
    if (count <= right) return [];
    if (!(await isWrongWith(count))) {
      right = count;
      continue;
    }
    let wrong = count;
    while (wrong - right > 1) {
      const middle = Math.floor((right + wrong) / 2);
      if (await isWrongWith(middle)) wrong = middle;
      else right = middle;
    }
    return withoutSpare(operator, before(wrong), isWrongAmong);
  }
  return [];
}

/** Operators of a group that are tried to be left out. */
const MOST_SPARE = 12;

/**
 * Without those between the farthest of a group and the operator that are not needed, as on another branch: it is as wrong
 * with the reference's values in place of what they make. Without the farthest it is known to be right.
 */
async function withoutSpare(
  operator: Operator,
  group: readonly Operator[],
  isWrongAmong: (some: readonly Operator[]) => Promise<boolean>,
): Promise<readonly Operator[]> {
  const [farthest, ...rest] = group;
  let needed = group;
  for (const one of rest.slice(0, MOST_SPARE)) {
    const others = operatorsBehind({ operators: needed.filter((other) => other !== one) }, operator.reads);
    const isConnected = farthest !== undefined && others.includes(farthest);
    if (isConnected && (await isWrongAmong(others))) needed = others;
  }
  return needed;
}
