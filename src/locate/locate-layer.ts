/** The layer: the operators of an ONNX graph at which a column begins to differ from the reference. */

import { mkdir } from 'node:fs/promises';
import { Malformed } from '../bytes/malformed.js';
import { type Noise, withoutDouble, withWinograd } from '../compare/kernel/noise-model.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { describeValue } from '../compare/pairing/structure.js';
import type { FormConverter } from '../convert/convert-form.js';
import type { Loadable } from '../convert/loadable.js';
import { tensorOfProto } from '../golden/tensor-proto.js';
import { isStandard } from '../onnx/element-types.js';
import { namesReadBy } from '../onnx/part-of-model.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { wholeModel } from '../onnx/whole-model.js';
import type { ResultLocated, ResultOperator } from '../results/located-schema.js';
import type { RuntimePool } from '../run/run-request.js';
import { elementCount, type Value, type Values } from '../tensor/tensor.js';
import { storedForForm } from '../values/correspondence.js';
import { describeLocated, named } from './describe-located.js';
import { flatRise } from './flat-rise.js';
import type { FoundOperator } from './found-operator.js';
import type { KnownReferences } from './known-references.js';
import type { LayerSuspect } from './layer-suspect.js';
import type { LocatedOperator } from './located-operator.js';
import { routeObserver } from './observe-route.js';
import { isOnEdge } from './on-edge.js';
import type { ReferenceValues } from './reference-values.js';
import { NOT_SHOWN, searchOperators } from './search-operators.js';
import type { Observe } from './sight.js';
import { type Operator, operatorsBehind, readFromAround, type ValueGraph, valueGraph } from './value-graph.js';

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

/** Parts of a graph are made in memory. */
const LARGEST_MODEL = 2 ** 30;
/** Values that are looked at in one run; more of them are looked at in several. */
const SLICE_BYTES = 256 * 2 ** 20;

export async function locateLayer(
  suspect: LayerSuspect,
  context: LayerContext,
): Promise<LocatedLayer | UnlocatedLayer> {
  const { right, onnx, steps, column, precision } = suspect;
  const read = readModels(right, onnx);
  if ('why' in read) return { unlocated: read.why, parts: 0, ran: false, troubled: false };
  const graph = valueGraph(read.right.graph ?? {});
  const inputs = storedForForm(suspect.case.inputs, right);
  const id = `${suspect.model} on ${column.id}`;
  const { pool, references, threads, converter, folder, over } = context;
  await mkdir(folder, { recursive: true });
  const subject = { model: read.right, graph, case: suspect.case.name, inputs };
  const known = await references.of(suspect, subject);
  if ('unseen' in known) return { unlocated: known.unseen, parts: 0, ran: false, troubled: known.passing === true };
  const narrow = suspect.acceptsFloat32 ? withNoise(known, withoutDouble) : known;
  const reference = column.runtime.winograd ? withNoise(narrow, withWinograd) : narrow;
  const observer = routeObserver(
    { model: read.onnx, steps, column, precision, case: suspect.case, inputs },
    reference,
    { id, pool, converter, folder, threads, over },
  );
  const alone = new Map<string, Values>();
  const observe: Observe = async (from, to, constants) => {
    const sight = await observer.observe(from, to, constants);
    const made = observer.last();
    if (made !== null && to.length <= MOST_OUTPUTS && constants?.held === undefined)
      alone.set(JSON.stringify([from, to]), made);
    return sight;
  };
  const all = slicesOf(graph, reference);
  // In one go, where they fit: every later look at the reference is then known.
  const [only, ...others] = all;
  if (only !== undefined && others.length === 0) await reference.know(only);
  const slices = context.onlyCuts === true ? [] : all;
  const search = await searchOperators(graph, observe, { slices, most: context.most });
  let { found } = search;
  if (found.length === 0) {
    const why = search.why ?? 'nothing was found';
    const undecided = why === NOT_SHOWN ? await undecidedOutputs(graph, reference, right) : [];
    if (undecided.length === 0)
      return { unlocated: why, parts: observer.count(), ran: search.ran, troubled: observer.isTroubled() };
    found = await choosingOtherwise(graph, reference, async ({ reads, makes }) => {
      const differs = await observer.differs(reads, makes);
      const made = observer.last();
      if (made !== null) alone.set(JSON.stringify([reads, makes]), made);
      return differs === true;
    });
    if (found.length === 0) {
      const unlocated = `rounding decides ${undecided.join(', ')}: the reference itself makes it otherwise when its inputs and weights move by one unit in the last place`;
      return { unlocated, undecided, parts: observer.count(), ran: search.ran, troubled: observer.isTroubled() };
    }
  }
  const parts = observer.count();
  const repeats = await observer.repeats();
  const about = { suspect, model: read.right, graph, reference, alone, inputs: await inputs.read() };
  const deciding = await onEdge(found, about, async (names) => {
    await observer.observe([], names);
    return observer.last();
  });
  found = found.filter((one) => !deciding.includes(one));
  if (found.length === 0) {
    const at = deciding.map(({ operator }) => named(operator));
    const undecided = outputsBehind(graph, deciding, right);
    const names = at.map(({ type, name }) => `${type} ${name}`).join(', ');
    const unlocated = `rounding decides ${undecided.join(', ')}: where they differ, what ${names} reads is on the edge within rounding`;
    return {
      unlocated,
      undecided,
      undecidedAt: at,
      parts,
      ran: search.ran,
      troubled: observer.isTroubled(),
    };
  }
  const operators: LocatedOperator[] = [];
  found = [...inOrder(found, graph)];
  for (const one of found) operators.push(await operatorOf(one, about));
  // Of several that are wrong together, the report shows what the last one reads.
  const shown = await Promise.all(found.map((one) => operatorOf({ ...one, together: [] }, about)));
  const types = new Map(
    [...operators, ...shown]
      .flatMap((one) => Object.entries({ ...one.inputs, ...one.expected }))
      .map(([name, value]) => [name, describeValue(value)]),
  );
  const typeOf = (name: string) => types.get(name) ?? null;
  return { located: describeLocated(suspect, { ...search, found, graph, parts, repeats, typeOf }), operators };
}

/** Operators that choose among what they read and compute nothing of it: given the same, all must choose the same. */
const CHOOSING = new Set(['ArgMax', 'ArgMin', 'NonMaxSuppression', 'TopK', 'Unique']);

/**
 * The first operator that rounding decides and that chooses otherwise also where it is given what the reference computed:
 * then it is not rounding that decides, but what comes first of several that are equal.
 */
async function choosingOtherwise(
  { operators }: ValueGraph,
  reference: ReferenceValues,
  differs: (operator: Operator) => Promise<boolean>,
): Promise<FoundOperator[]> {
  for (const operator of operators) {
    if (!isStandard(operator.node) || !CHOOSING.has(operator.node.opType ?? '')) continue;
    const known = await reference.read(operator.makes);
    if ([...known.values()].every(({ moved }) => moved === null) || !(await differs(operator))) continue;
    const unmeasured = { before: null, after: null, bits: null, constantsHeld: null };
    return [{ ...unmeasured, operator, by: 'cutting', alone: true, together: [], between: [] }];
  }
  return [];
}

/** The first product of a precision mode comes first, whichever was found first. */
function inOrder(found: readonly FoundOperator[], graph: ValueGraph): readonly FoundOperator[] {
  if (flatRise(found, graph) === null) return found;
  return found.toSorted((a, b) => a.operator.index - b.operator.index);
}

async function undecidedOutputs({ outputs }: ValueGraph, reference: ReferenceValues, { names }: Loadable) {
  const first = new Map(Object.entries(names).map(([name, own]) => [own, name] as const));
  const known = await reference.read(outputs);
  return [...known].flatMap(([name, value]) => (value.moved === null ? [] : [first.get(name) ?? name])).sort();
}

/**
 * Those that are right by themselves, and differ only where what they read is on the edge within rounding: they decide
 * otherwise because the operators before them round otherwise.
 * @param observe runs the model from its inputs on
 */
async function onEdge(
  found: readonly FoundOperator[],
  about: About,
  observe: (names: readonly string[]) => Promise<Values | null>,
): Promise<FoundOperator[]> {
  const deciding: FoundOperator[] = [];
  for (const one of found) {
    if (one.alone !== false) continue;
    const { operator, together } = one;
    const { candidate } = await operatorOf(one, about);
    const { inputs, expected, noise } = await operatorOf({ ...one, together: [] }, about);
    const other = together.length > 0 ? candidate : await observe(operator.makes);
    const made = operator.makes.flatMap((name) => {
      const [reference, own] = [expected[name], other?.[name]];
      return reference?.kind === 'tensor' && own?.kind === 'tensor' ? [{ reference, candidate: own }] : [];
    });
    const read = (place: number) => {
      const name = operator.node.input?.[place] ?? '';
      const tensor = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      return tensor?.kind === 'tensor' ? { tensor, noise: noise.get(name) ?? null } : undefined;
    };
    if (isOnEdge(operator.node, { read, made, precision: about.suspect.precision })) deciding.push(one);
  }
  return deciding;
}

/** Outputs of the model that the operators have a part in, by the names of the first form. */
function outputsBehind(graph: ValueGraph, found: readonly FoundOperator[], { names }: Loadable): string[] {
  const first = new Map(Object.entries(names).map(([name, own]) => [own, name] as const));
  const theirs = new Set(found.map(({ operator }) => operator.index));
  return graph.outputs
    .filter((name) => operatorsBehind(graph, [name]).some(({ index }) => theirs.has(index)))
    .map((name) => first.get(name) ?? name)
    .sort();
}

/** The same values with other noise floors: those that the column is judged by. */
function withNoise(values: ReferenceValues, change: (noise: Noise) => Noise): ReferenceValues {
  return {
    ...values,
    async read(names) {
      const known = [...(await values.read(names))];
      return new Map(
        known.map(([name, { noise, ...rest }]) => [name, { ...rest, noise: noise === null ? null : change(noise) }]),
      );
    },
  };
}

/** Outputs of one operator that are kept for those who run it again. */
const MOST_OUTPUTS = 16;

function readModels(right: Loadable, other: Loadable) {
  try {
    const model = wholeModel(right.path);
    if (sizeOf(model) > LARGEST_MODEL) return { why: `the ONNX is larger than ${LARGEST_MODEL / 2 ** 30} GiB` };
    return { right: model, onnx: other.path === right.path ? model : wholeModel(other.path) };
  } catch {
    // protobufjs throws several kinds of errors; a converter may have written what only runtimes understand.
    return { why: 'the ONNX cannot be read' };
  }
}

function sizeOf({ graph }: onnx.ModelProto.$Properties): number {
  return (graph?.initializer ?? []).reduce((sum, { rawData }) => sum + (rawData?.length ?? 0), 0);
}

/** The values that can be looked at, as many together as fit. */
function slicesOf({ operators }: ValueGraph, { sizes }: ReferenceValues): string[][] {
  const slices: string[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const name of operators.flatMap(({ makes }) => makes)) {
    const size = sizes.get(name);
    if (size === undefined) continue;
    const own = 4 * elementCount(size);
    if (bytes + own > SLICE_BYTES) {
      slices.push([]);
      bytes = 0;
    }
    bytes += own;
    slices.at(-1)?.push(name);
  }
  return slices;
}

interface About {
  readonly suspect: LayerSuspect;
  readonly model: onnx.ModelProto.$Properties;
  readonly graph: ValueGraph;
  readonly reference: ReferenceValues;
  readonly alone: ReadonlyMap<string, Values>;
  readonly inputs: Values;
}

async function operatorOf(
  { operator, together }: FoundOperator,
  { suspect, model, graph, reference, alone, inputs }: About,
): Promise<LocatedOperator & { readonly noise: ReadonlyMap<string, Noise | null> }> {
  const { node, index, reads, makes } = operator;
  const group = [...together, operator];
  const own = new Set(group.flatMap((one) => one.makes));
  const names = [...new Set(group.flatMap((one) => namesReadBy(one.node)))].filter((name) => !own.has(name));
  const weights = new Map((model.graph?.initializer ?? []).map((tensor) => [tensor.name ?? '', tensor]));
  const computed = names.filter((name) => !weights.has(name) && !Object.hasOwn(inputs, name));
  // Constants are not known yet.
  await reference.know(computed);
  const known = await reference.read([...computed, ...makes]);
  const find = (name: string): Value | undefined => {
    const weight = weights.get(name);
    return weight === undefined ? (known.get(name)?.tensor ?? inputs[name]) : tensorOf(weight);
  };
  const pick = (wanted: readonly string[]): Values =>
    Object.fromEntries(
      wanted.flatMap((name) => {
        const value = find(name);
        return value === undefined ? [] : [[name, value]];
      }),
    );
  return {
    node,
    index,
    of: graph.nodes,
    inputs: pick(names),
    expected: pick(makes),
    candidate: alone.get(JSON.stringify([together.length === 0 ? reads : readFromAround(group), makes])) ?? null,
    sigma: Object.fromEntries(makes.map((name) => [name, known.get(name)?.noise ?? null])),
    noise: new Map([...known].map(([name, { noise }]) => [name, noise])),
    model: suspect.onnx,
    steps: suspect.steps,
    column: suspect.column,
    case: suspect.case.name,
  };
}

/** Undefined for a type that only its operator understands. */
function tensorOf(weight: onnx.TensorProto.$Properties): Value | undefined {
  try {
    return tensorOfProto(weight);
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}
