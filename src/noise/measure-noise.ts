import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { matchOutputs } from '../compare/pairing/match-outputs.js';
import type { StagedCase } from '../golden/stage-cases.js';
import { isDoubleThroughout } from '../onnx/double-precision.js';
import { forEachTensor } from '../onnx/graph-walk.js';
import { allowsEightBits } from '../onnx/moved-activations.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { otherKernels } from '../plan/column.js';
import { casesFor, type Ran } from '../run/run-request.js';
import type { Values } from '../tensor/tensor.js';
import type { CoarsePrecision } from '../types.js';
import type { NamesMap } from '../values/correspondence.js';
import { readable } from '../values/stored-values.js';
import type { CoarseSums } from './coarse-floor.js';
import { coarseFloors } from './coarse-runs.js';
import { addJitteredRuns } from './jittered-runs.js';
import { withKnownRounding } from './known-rounding.js';
import type { NoiseContext, NoiseSource } from './noise-context.js';
import { jitterUnit } from './noise-effort.js';
import { changed, floorSums, type NoiseByCase, type NoiseByLeaf, raisedByKernels } from './noise-floor.js';
import { winogradFloors } from './winograd-runs.js';

/**
 * The noise floor of each case: the model with weights and inputs jittered, run several times on the runtime that makes
 * the reference, and one plain run with that runtime's other kernels.
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
    floors[name] = underFirstNames(every, namesIn(plain, model.names, await context.first?.(name)));
  }
  if (other !== null) await rm(join(context.folder, 'kernels'), { recursive: true, force: true });
  return floors;
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

function hasQuantisers({ operators, graph }: OnnxModel): boolean {
  let cuts = operators.some(({ type }) => type === 'QuantizeLinear' || type === 'DynamicQuantizeLinear');
  forEachTensor(graph, {
    node(node) {
      cuts ||= allowsEightBits(node);
    },
    tensor() {},
  });
  return cuts;
}

/** Leaves under the names of the first form. */
/** As the outputs of the source are compared: by their types as well, where the first form calls them otherwise. */
function namesIn(plain: Values, names: NamesMap, first: Values | undefined): NamesMap {
  if (first === undefined) return names;
  const { matches } = matchOutputs(Object.keys(first).sort(), first, plain, names);
  return Object.fromEntries(matches.map(({ name, actual }) => [name, actual]));
}

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
