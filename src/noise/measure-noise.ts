import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { numbersOf } from '../compare/kernel/numbers-of.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { isDoubleThroughout } from '../onnx/double-precision.js';
import { isJitterDType, jitterInPlace, SMALL, writeJitteredModel } from '../onnx/jitter.js';
import { jitterSums } from '../onnx/jitter-sums.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { findCompared, findSteering } from '../onnx/steering.js';
import { otherKernels } from '../plan/column.js';
import { type CaseRun, casesFor, type Ran } from '../run/run-request.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementCount, type PackedTensor, type Values } from '../tensor/tensor.js';
import type { CoarsePrecision } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import { readable, valuesMadeBy } from '../values/stored-values.js';
import type { CoarseSums } from './coarse-floor.js';
import { coarseFloors } from './coarse-runs.js';
import { withKnownRounding } from './known-rounding.js';
import type { NoiseContext, NoiseSource } from './noise-context.js';
import { FEWEST_RUNS, jitterUnit } from './noise-effort.js';
import type { NoiseByCase } from './noise-floor.js';
import { changed, type FloorSums, floorSums, type NoiseByLeaf, raisedByKernels } from './noise-floor.js';
import { winogradFloors } from './winograd-runs.js';

/**
 * The noise floor of each case: the model with weights and inputs jittered, run several times on the runtime that makes
 * the reference, and one plain run with that runtime's other kernels. A jittered copy exists only while it runs, its
 * outputs until they are summed.
 * @param base the plain run of the source
 * @returns null when there is nothing to jitter, or a run failed or wrote what cannot be read
 */
export async function measureNoise(
  source: NoiseSource,
  cases: readonly StagedCase[],
  base: Ran,
  context: NoiseContext,
): Promise<NoiseByCase | null> {
  const { onnx, model } = source;
  const unit = jitterUnit(onnx);
  if (unit === null || base.failure !== null) return null;
  const sums = new Map(cases.map(({ name }) => [name, floorSums(unit, context.threads)]));
  if (!(await addJitteredRuns(source, cases, base, sums, context))) return null;
  const other = await otherKernelsRun(source, cases, context);
  const coarse = await coarseFloors(source, cases, base, context);
  const winograd = await winogradFloors(source, cases, base, unit, context);
  const floors: Record<string, NoiseByLeaf> = {};
  for (const [name, sum] of sums) {
    const plain = await readable(base.outputs.get(name));
    if (plain === undefined) return null;
    const kernels = await readable(other?.outputs.get(name));
    const own = sum.floors();
    const raised = kernels === undefined ? own : raisedByKernels(own, plain, kernels, context.threads);
    const known = withKnownRounding(raised, onnx, unit);
    const marks = {
      ...(hasQuantisers(onnx) && { quantised: true }),
      ...(isDoubleThroughout(onnx) && { double: true }),
    };
    const marked = changed(known, (floor) => ({ ...floor, ...marks }));
    const every = withWinogradOf(withCoarse(marked, name, coarse), winograd.get(name) ?? {});
    floors[name] = underFirstNames(every, model.names);
  }
  if (other !== null) await rm(join(context.folder, 'kernels'), { recursive: true, force: true });
  return floors;
}

/** @returns whether every run succeeded */
async function addJitteredRuns(
  { model, onnx, column }: NoiseSource,
  cases: readonly StagedCase[],
  base: Ran,
  sums: ReadonlyMap<string, FloorSums>,
  { id, pool, effort: { runs, seconds }, folder, watch }: NoiseContext,
): Promise<boolean> {
  const steering = findSteering(onnx.graph);
  const compared = findCompared(onnx.graph);
  const plain = casesFor(model, cases);
  let spent = 0;
  for (let run = 1; run <= runs; run++) {
    if (run > FEWEST_RUNS && spent > seconds * 1000) break;
    let start = performance.now();
    const own = join(folder, `run-${run}`);
    const ran = await pool.run({
      title: `${id}: noise floor, run ${run} of ${runs}`,
      column,
      model: async (empty) => {
        // Excludes the wait for a worker.
        start = performance.now();
        const path = writeJitteredModel(model.path, onnx, empty, run);
        jitterSums(path, onnx, { seed: run, steering });
        return path;
      },
      format: 'onnx',
      cases: plain.map((one) => jittered(one, { steering, compared }, run)),
      folder: own,
    });
    spent += performance.now() - start;
    if (ran.failure !== null) return false;
    for (const [name, sum] of sums) {
      const [before, moved] = [await readable(base.outputs.get(name)), await readable(ran.outputs.get(name))];
      if (before === undefined || moved === undefined) return false;
      sum.add(before, moved);
      watch?.(before, moved);
    }
    await rm(own, { recursive: true, force: true });
  }
  return true;
}

function withCoarse(
  floors: NoiseByLeaf,
  name: string,
  found: ReadonlyMap<CoarsePrecision, ReadonlyMap<string, CoarseSums>>,
): NoiseByLeaf {
  if (found.size === 0) return floors;
  const byPrecision = [...found].map(([precision, sums]) => [precision, sums.get(name)?.floors()] as const);
  return Object.fromEntries(
    Object.entries(floors).map(([leaf, floor]) => {
      const own = byPrecision.flatMap(([precision, coarse]) => {
        const noise = coarse?.get(leaf);
        return noise === undefined ? [] : [[precision, noise] as const];
      });
      return [leaf, { ...floor, coarse: Object.fromEntries(own) }];
    }),
  );
}

function withWinogradOf(floors: NoiseByLeaf, found: NoiseByLeaf): NoiseByLeaf {
  return Object.fromEntries(
    Object.entries(floors).map(([leaf, floor]) => {
      const own = found[leaf];
      if (own === undefined) return [leaf, floor];
      const { sigma, peak = sigma } = own;
      return [leaf, { ...floor, winograd: { sigma, peak } }];
    }),
  );
}

/** Null when the reference runtime has no other kernels. */
async function otherKernelsRun(
  { model, column }: NoiseSource,
  cases: readonly StagedCase[],
  { id, pool, folder }: NoiseContext,
): Promise<Ran | null> {
  const other = otherKernels(column);
  if (other === null) return null;
  return pool.run({
    title: `${id}: noise floor, other kernels`,
    column: other,
    model,
    format: 'onnx',
    cases: casesFor(model, cases),
    folder: join(folder, 'kernels'),
  });
}

function jittered(one: CaseRun, held: HeldInputs, seed: number): CaseRun {
  return { ...one, inputs: valuesMadeBy(async () => jitteredInputs(await one.inputs.read(), held, seed)) };
}

/** Names of inputs that are not moved, or not all of them. */
interface HeldInputs {
  readonly steering: ReadonlySet<string>;
  /** What decision trees compare with their thresholds. */
  readonly compared?: ReadonlySet<string>;
}

/**
 * Small inputs that control the graph (a bound, a threshold, a scale) stay as they are, and so do the whole numbers of
 * larger ones (tokens and labels, which many graphs take as floats and cast) and all that trees compare; other data is
 * jittered.
 */
export function jitteredInputs(inputs: Values, { steering, compared }: HeldInputs, seed: number): Values {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value], index) => {
      if (value.kind !== 'tensor' || value.dtype === 'string' || !isJitterDType(value.dtype)) return [name, value];
      if (compared?.has(name) === true) return [name, value];
      if (steering.has(name) && elementCount(value.shape) <= SMALL) return [name, value];
      const bytes = new Uint8Array(value.bytes);
      jitterInPlace(bytes, value.dtype, seed * 1009 + index + 1);
      const moved = { ...value, bytes };
      return [name, steering.has(name) ? withWholeNumbers(moved, value) : moved];
    }),
  );
}

/** The tensor with those elements of `before` that are whole numbers. */
function withWholeNumbers(moved: PackedTensor, before: PackedTensor): PackedTensor {
  const size = DTYPES[before.dtype].bits / 8;
  let index = 0;
  for (const number of numbersOf(before)) {
    const [from, to] = [index * size, (index + 1) * size];
    if (Number.isInteger(number)) moved.bytes.set(before.bytes.subarray(from, to), from);
    index++;
  }
  return moved;
}

function hasQuantisers({ operators }: OnnxModel): boolean {
  return operators.some(({ type }) => type === 'QuantizeLinear' || type === 'DynamicQuantizeLinear');
}

/** Leaves under the names of the first form. */
function underFirstNames(floors: NoiseByLeaf, names: NamesMap): NoiseByLeaf {
  const first = new Map(Object.entries(names).flatMap(([name, own]) => (own === null ? [] : [[own, name] as const])));
  return Object.fromEntries(
    Object.entries(floors).map(([leaf, floor]) => {
      const own = leaf.replace(/(\[\d+\]|\.keys|\.values)+$/, '');
      const output = first.has(leaf) ? leaf : own;
      return [`${first.get(output) ?? output}${leaf.slice(output.length)}`, floor];
    }),
  );
}
