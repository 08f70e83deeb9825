/** The layer: the operators of an ONNX graph at which a column begins to differ from the reference. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { describeValue } from '../compare/pairing/structure.js';
import type { FormConverter } from '../convert/convert-form.js';
import type { ResultLocated, ResultLocatedOperator, ResultOperator } from '../results/located-schema.js';
import type { RuntimePool } from '../run/run-request.js';
import { flatRise } from '../search/flat-rise.js';
import type { FoundOperator } from '../search/found-operator.js';
import { NOT_SHOWN, searchOperators } from '../search/search-operators.js';
import { type ValueGraph, valueGraph } from '../search/value-graph.js';
import { storedForForm } from '../values/correspondence.js';
import { aloneRuns } from './alone-runs.js';
import { choosingOtherwise } from './choosing-otherwise.js';
import { columnReference } from './column-reference.js';
import { decidingOperators } from './deciding-operators.js';
import { describeLocated, named } from './describe-located.js';
import { insideOperator } from './inside-operator.js';
import type { KnownReferences } from './known-references.js';
import type { LayerSuspect } from './layer-suspect.js';
import type { LocatedOperator } from './located-operator.js';
import { routeObserver } from './observe-route.js';
import { operatorValues } from './operator-values.js';
import { type ReadGraphs, readGraphs } from './read-graphs.js';
import { outputsBehind, undecidedOutputs } from './undecided-outputs.js';
import { valueSlices } from './value-slices.js';

export interface LayerContext {
  readonly pool: RuntimePool;
  readonly converter: FormConverter;
  readonly references: KnownReferences;
  readonly threads?: TallyPool | undefined;
  readonly folder: string;
  /** Most operators that are looked for, one behind the other. */
  readonly most: number;
  /** Never looks at all values at once, as if the runtime did not allow it. */
  readonly onlyCuts?: boolean;
  /** Whether the time for the search is over. */
  over(): boolean;
}

export interface LocatedLayer {
  readonly located: ResultLocated;
  /** What is needed to run the operators alone, in the same order. */
  readonly operators: readonly LocatedOperator[];
}

/** A search that found no operator. */
export interface UnlocatedLayer {
  readonly unlocated: string;
  /** Outputs of the model, by the names of the first form, that rounding decides; where nothing else was wrong. */
  readonly undecided?: readonly string[];
  /** The operators that decide, where the reference itself keeps to its decision. */
  readonly undecidedAt?: readonly ResultOperator[];
  /** Parts of the graph that were run. */
  readonly parts: number;
  /** Whether the column ran the graph as a whole. */
  readonly ran: boolean;
  /** Whether something did not run for a reason that may have passed: another search may find it. */
  readonly troubled: boolean;
}

export async function locateLayer(
  suspect: LayerSuspect,
  context: LayerContext,
): Promise<LocatedLayer | UnlocatedLayer> {
  const { right, onnx, steps, column, precision } = suspect;
  const read = readGraphs(right, onnx);
  if ('why' in read) return { unlocated: read.why, parts: 0, ran: false, troubled: false };
  const graph = valueGraph(read.right.graph ?? {});
  const inputs = storedForForm(suspect.case.inputs, right);
  const id = `${suspect.model} on ${column.id}`;
  const { pool, references, threads, converter, folder, over } = context;
  await mkdir(folder, { recursive: true });
  const subject = { model: read.right, graph, case: suspect.case.name, inputs };
  const known = await references.of(suspect, subject);
  if ('unseen' in known) return { unlocated: known.unseen, parts: 0, ran: false, troubled: known.passing === true };
  const reference = columnReference(known, suspect);
  const observer = routeObserver(
    { model: read.other, steps, column, precision, case: suspect.case, inputs },
    reference,
    { id, pool, converter, folder, threads, over },
  );
  const alone = aloneRuns(observer);
  const all = valueSlices(graph, reference);
  // In one go, where they fit: every later look at the reference is then known.
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) await reference.know(only);
  const slices = context.onlyCuts === true ? [] : all;
  const search = await searchOperators(graph, alone.observe, { slices, most: context.most });
  const unlocated = (why: string, more: Pick<UnlocatedLayer, 'undecided' | 'undecidedAt'> = {}): UnlocatedLayer => ({
    unlocated: why,
    ...more,
    parts: observer.count(),
    ran: search.ran,
    troubled: observer.isTroubled(),
  });
  let { found } = search;
  if (found.length === 0) {
    const why = search.why ?? 'nothing was found';
    const undecided = why === NOT_SHOWN ? await undecidedOutputs(graph, reference, right) : [];
    if (undecided.length === 0) return unlocated(why);
    found = await choosingOtherwise(graph, reference, alone.differs);
    if (found.length === 0)
      return unlocated(
        `rounding decides ${undecided.join(', ')}: the reference itself makes it otherwise when its inputs and weights move by one unit in the last place`,
        { undecided },
      );
  }
  const parts = observer.count();
  const repeats = await observer.repeats();
  const about = { suspect, model: read.right, graph, reference, alone, inputs: await inputs.read() };
  const deciding = await decidingOperators(found, about, async (names) => {
    await observer.observe([], names);
    return observer.last();
  });
  found = found.filter((one) => !deciding.includes(one));
  if (found.length === 0) {
    const undecidedAt = deciding.map(({ operator }) => named(operator));
    const undecided = outputsBehind(graph, deciding, right);
    const names = undecidedAt.map(({ type, name }) => `${type} ${name}`).join(', ');
    return unlocated(
      `rounding decides ${undecided.join(', ')}: where they differ, what ${names} reads is on the edge within rounding`,
      { undecided, undecidedAt },
    );
  }
  found = inOrder(found, graph);
  const operators: LocatedOperator[] = [];
  for (const one of found) operators.push(await operatorValues(one, about));
  // Of several that are wrong together, the report shows what the last one reads.
  const shown = await Promise.all(found.map((one) => operatorValues({ ...one, together: [] }, about)));
  const types = new Map(
    [...operators, ...shown]
      .flatMap((one) => Object.entries({ ...one.inputs, ...one.expected }))
      .map(([name, value]) => [name, describeValue(value)]),
  );
  const typeOf = (name: string) => types.get(name) ?? null;
  const located = describeLocated(suspect, { ...search, found, graph, parts, repeats, typeOf });
  return withBodies({ located, operators }, suspect, read, context);
}

/** Operators inside, in place of those with a body in which something is wrong. */
async function withBodies(
  { located, operators }: LocatedLayer,
  suspect: LayerSuspect,
  read: ReadGraphs,
  context: LayerContext,
): Promise<LocatedLayer> {
  const found: { readonly told: ResultLocatedOperator; readonly operator: LocatedOperator }[] = [];
  let { parts } = located;
  for (const [place, told] of located.operators.entries()) {
    const operator = operators[place];
    if (operator === undefined) continue;
    const own = { ...context, folder: join(context.folder, `body-${place}`) };
    const body = told.together.length > 0 ? null : await insideOperator(operator, suspect, read, own.folder);
    if (body === null) {
      found.push({ told, operator });
      continue;
    }
    const inside = await locateLayer(body.suspect, own);
    parts += 'unlocated' in inside ? inside.parts : inside.located.parts;
    if ('unlocated' in inside) {
      const why =
        inside.unlocated === NOT_SHOWN
          ? rightInside(told)
          : `in its body no operator was found, because ${inside.unlocated}`;
      found.push({ told: { ...told, body: why }, operator });
      continue;
    }
    const known = new Set<unknown>();
    for (const [at, one] of inside.located.operators.entries()) {
      const inner = inside.operators[at];
      const origin = body.nodes[one.index];
      // Of several passes, the first in which it is wrong.
      if (inner === undefined || origin === undefined || known.has(origin.of)) continue;
      known.add(origin.of);
      const within = [...(one.within ?? []), `${origin.part} of ${told.type} \`${told.name}\``];
      const name = one.within === undefined ? origin.of?.name || one.name : one.name;
      const certain = one.certain && located.repeats !== false;
      found.push({
        told: { ...one, name, index: told.index, within, certain },
        operator: { ...inner, around: [told.index, ...(inner.around ?? [])] },
      });
    }
  }
  return {
    located: { ...located, parts, operators: found.map(({ told }) => told) },
    operators: found.map(({ operator }) => operator),
  };
}

function rightInside({ type }: ResultLocatedOperator): string {
  return type === 'Loop' || type === 'Scan'
    ? 'the first passes of its body are right when they run as a graph of their own, so what is wrong is how they are repeated, or a later one'
    : 'its body is right when it runs as a graph of its own, so what is wrong is whether it runs, or how';
}

/** The first product of a precision mode comes first, whichever was found first. */
function inOrder(found: readonly FoundOperator[], graph: ValueGraph): readonly FoundOperator[] {
  if (flatRise(found, graph) === null) return found;
  return found.toSorted((a, b) => a.operator.index - b.operator.index);
}
