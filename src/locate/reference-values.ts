/** What the reference computes at the values of a graph, and how far these move by rounding alone. */
import { join } from 'node:path';
import type { Noise } from '../compare/kernel/noise-model.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import type { Loadable } from '../convert/loadable.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { measureNoise } from '../noise/measure-noise.js';
import { noiseRuns } from '../noise/noise-effort.js';
import { readOnnxModel } from '../onnx/onnx-model.js';
import type { CutValue } from '../onnx/part-of-model.js';
import type { onnx } from '../onnx/proto/onnx.js';
import type { Column } from '../plan/column.js';
import type { Ran, RuntimePool } from '../run/run-request.js';
import type { Unseen } from '../search/sight.js';
import type { ValueGraph } from '../search/value-graph.js';
import type { DType } from '../tensor/dtype.js';
import type { Tensor, Values } from '../tensor/tensor.js';
import { readable, type StoredValues, valuesMadeBy } from '../values/stored-values.js';
import { describeFailure, isPassing } from '../worker/failure.js';
import { cutModel, writePart } from './cut-model.js';
import { changeOf, type Moved } from './undecided.js';

export interface ReferenceContext {
  /** For progress. */
  readonly id: string;
  /** Runs the reference. */
  readonly column: Column;
  readonly pool: RuntimePool;
  readonly noise: { readonly runs?: number | undefined; readonly seconds: number };
  readonly folder: string;
  readonly threads?: TallyPool | undefined;
  /** Whether noise floors of convolutions by Winograd's transform are measured too. */
  readonly winograd: boolean;
}

/** A model on the reference, at one case. */
export interface Subject {
  readonly model: onnx.ModelProto.$Properties;
  readonly graph: ValueGraph;
  readonly case: string;
  /** By the names in the graph. */
  readonly inputs: StoredValues;
}

/** One value as the reference computes it. */
export interface KnownValue {
  readonly tensor: Tensor;
  readonly noise: Noise | null;
  /** What else it is in runs in which everything moved by a unit in the last place; null where it is the same. */
  readonly moved: Moved | null;
}

export interface ReferenceValues {
  /** Sizes of every value that can be observed. */
  readonly sizes: ReadonlyMap<string, readonly number[]>;
  /** Computed from constants and sizes alone, in integers: what a part of the graph gets as constants. */
  readonly constants: Values;
  /** Runs the reference for values that are not known yet. @returns why it could not */
  know(names: readonly string[]): Promise<Unseen | null>;
  /** Values that are known; one that is not a tensor, or could not be read, is left out. */
  read(names: readonly string[]): Promise<ReadonlyMap<string, KnownValue>>;
  typeOf(name: string): CutValue;
}

interface Source {
  readonly outputs: StoredValues;
  readonly noise: Readonly<Record<string, Noise>>;
  readonly moved: ReadonlyMap<string, Moved>;
}

/** @returns why the reference could not tell the sizes of its values */
export async function referenceValues(subject: Subject, context: ReferenceContext): Promise<ReferenceValues | Unseen> {
  const measured = await measureSizes(subject, context);
  if ('unseen' in measured) return measured;
  const sources = new Map<string, Source>();
  const types = new Map<string, { readonly dtype: DType; readonly shape: readonly number[] }>();
  let looks = 0;
  return {
    ...measured,
    async know(names) {
      const open = names.filter((name) => !sources.has(name));
      if (open.length === 0) return null;
      looks += 1;
      const source = await look(subject, open, { ...context, folder: join(context.folder, `values-${looks}`) });
      if ('unseen' in source) return source;
      for (const name of open) sources.set(name, source);
      for (const [name, value] of Object.entries(source.first))
        if (value.kind === 'tensor') types.set(name, { dtype: value.dtype, shape: value.shape });
      return null;
    },
    async read(names) {
      const found = new Map<string, KnownValue>();
      for (const source of new Set(names.flatMap((name) => sources.get(name) ?? []))) {
        const values = (await readable(source.outputs)) ?? {};
        for (const name of names) {
          const value = Object.hasOwn(values, name) ? values[name] : undefined;
          if (sources.get(name) !== source || value?.kind !== 'tensor') continue;
          const noise = Object.hasOwn(source.noise, name) ? (source.noise[name] ?? null) : null;
          found.set(name, { tensor: value, noise, moved: source.moved.get(name) ?? null });
        }
      }
      return found;
    },
    typeOf: (name) => ({ name, ...types.get(name) }),
  };
}

/** Ends of names that no exporter gives. */
const SIZE = '__size_of_it';

/** The sizes of every value, from one run that returns nothing else: the values together may not fit into memory. */
async function measureSizes(
  { model, graph, case: name, inputs }: Subject,
  context: ReferenceContext,
): Promise<Pick<ReferenceValues, 'sizes' | 'constants'> | Unseen> {
  const values = graph.operators.filter(({ node }) => !makesNoTensor(node)).flatMap(({ makes }) => makes);
  const fixed = [...graph.fixed];
  const asking: onnx.ModelProto.$Properties = {
    ...model,
    graph: {
      ...model.graph,
      node: [
        ...(model.graph?.node ?? []),
        ...values.map((value) => ({ opType: 'Shape', input: [value], output: [`${value}${SIZE}`] })),
      ],
    },
  };
  const wanted = [...values.map((value) => ({ name: `${value}${SIZE}`, dtype: 'int64' as const })), ...fixed.map(bare)];
  const part = cutModel(asking, { from: [], to: wanted, constants: {} });
  if (part === null) return { unseen: 'the graph has no values to look at' };
  const ran = await run(part, { name, inputs, title: `${context.id}: sizes of its values` }, context);
  const outputs = await readable(ran.outputs.get(name));
  if (outputs === undefined) return unseenRun(ran, 'the reference');
  const sizes = new Map<string, readonly number[]>();
  for (const value of values) {
    const shape = Object.hasOwn(outputs, `${value}${SIZE}`) ? outputs[`${value}${SIZE}`] : undefined;
    if (shape?.kind === 'tensor' && shape.dtype === 'int64') sizes.set(value, integersOf(shape.bytes));
  }
  const constants = Object.fromEntries(
    fixed.flatMap((value) => {
      const found = Object.hasOwn(outputs, value) ? outputs[value] : undefined;
      const isSize =
        found?.kind === 'tensor' && (found.dtype === 'int64' || found.dtype === 'int32' || found.dtype === 'bool');
      return isSize ? [[value, found]] : [];
    }),
  );
  return { sizes, constants };
}

const bare = (name: string): CutValue => ({ name });

/** Operators that make sequences, maps or optionals. */
function makesNoTensor({ opType }: onnx.NodeProto.$Properties): boolean {
  return /^(SplitToSequence|Sequence(Construct|Empty|Erase|Insert|Map)|Optional|OptionalGetElement|ZipMap|DictVectorizer)$/.test(
    opType ?? '',
  );
}

function integersOf(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.byteLength / 8 }, (_, index) => Number(view.getBigInt64(8 * index, true)));
}

/** One plain run and the jittered ones. */
async function look(
  subject: Subject,
  names: readonly string[],
  context: ReferenceContext,
): Promise<(Source & { readonly first: Values }) | Unseen> {
  const { model, case: of, inputs } = subject;
  const { id, folder, column, pool, threads, noise, winograd } = context;
  const untyped = cutModel(model, { from: [], to: names.map(bare), constants: {} });
  if (untyped === null) return { unseen: 'the reference does not make these values' };
  const base = await run(untyped, { name: of, inputs, title: `${id}: values inside it` }, context);
  const first = await readable(base.outputs.get(of));
  if (first === undefined) return unseenRun(base, 'the reference');
  const typed = names.flatMap((name) => {
    const value = Object.hasOwn(first, name) ? first[name] : undefined;
    return value?.kind === 'tensor' ? [{ name, dtype: value.dtype, shape: value.shape.map(() => null) }] : [];
  });
  const part = cutModel(model, { from: [], to: typed, constants: {} });
  const outputs = base.outputs.get(of);
  if (part === null || outputs === undefined) return { unseen: 'the reference does not make these values' };
  const path = await writePart(part.model, join(folder, 'jittered'));
  const onnx = readOnnxModel(path);
  if ('fault' in onnx) return { unseen: onnx.fault.what };
  const loadable: Loadable = {
    path,
    files: [{ from: path, to: 'model.onnx' }],
    format: 'onnx',
    key: '',
    signature: onnx.signature,
    names: {},
    changes: {},
    code: [],
  };
  const moved = new Map<string, Moved>();
  const staged: StagedCase = { name: of, inputs: only(inputs, part.inputs), expected: null, sha256: '' };
  const floors = await measureNoise({ model: loadable, onnx, column }, [staged], base, {
    id: `${id}, inside`,
    pool,
    effort: { runs: noiseRuns(onnx, noise.runs), seconds: noise.seconds, precisions: [], winograd },
    folder: join(folder, 'noise'),
    ...(threads !== undefined && { threads }),
    watch(before, after) {
      for (const [name, value] of Object.entries(before)) {
        const change = changeOf(value, after[name], moved.get(name) ?? null);
        if (change !== null) moved.set(name, change);
      }
    },
  });
  return { outputs, noise: floors?.[of] ?? {}, moved, first };
}

interface Request {
  readonly name: string;
  readonly inputs: StoredValues;
  readonly title: string;
}

async function run(
  { model, inputs: names }: { readonly model: onnx.ModelProto.$Properties; readonly inputs: readonly string[] },
  { name, inputs, title }: Request,
  { pool, column, folder }: ReferenceContext,
): Promise<Ran> {
  return pool.run({
    title,
    column,
    model: (empty) => writePart(model, empty),
    format: 'onnx',
    cases: [{ name, inputs: only(inputs, names) }],
    folder: join(folder, 'plain'),
  });
}

/** Those of the inputs that a part of the model reads. */
export function only(inputs: StoredValues, names: readonly string[]): StoredValues {
  return valuesMadeBy(async () => {
    const all = await inputs.read();
    return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
  });
}

/** Why a run shows nothing. */
export function unseenRun({ failure }: Ran, who: string): Unseen {
  if (failure === null) return { unseen: `what ${who} wrote cannot be read` };
  const unseen = `${who} ${describeFailure(failure.failure, failure.doing).what}`;
  return isPassing(failure.failure) ? { unseen, passing: true } : { unseen };
}
