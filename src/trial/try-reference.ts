import { join } from 'node:path';
import { committed } from '../convert/loadable.js';
import type { StagedModel } from '../golden/stage-cases.js';
import { measureNoise } from '../noise/measure-noise.js';
import { noiseKey, readNoise, writeNoise } from '../noise/noise-cache.js';
import type { NoiseSource } from '../noise/noise-context.js';
import { type NoiseEffort, noiseRuns } from '../noise/noise-effort.js';
import type { NoiseByCase } from '../noise/noise-floor.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { hasWinogradConvolutions } from '../onnx/winograd-rounding.js';
import type { Column } from '../plan/column.js';
import type { ModelPlan } from '../plan/plan.js';
import { coarserOf } from '../plan/through.js';
import { casesFor, type Ran } from '../run/run-request.js';
import type { Values } from '../tensor/tensor.js';
import type { CoarsePrecision } from '../types.js';
import { readable } from '../values/stored-values.js';
import { findNoiseSource } from './noise-source.js';
import { runReference } from './reference-runs.js';
import { varyingReference } from './repeated-reference.js';
import { stillOutputs } from './still-outputs.js';
import type { TriedModel } from './trial.js';
import type { TrialContext } from './trial-context.js';

/** The reference if it is needed, the noise floor, and the outputs that do not depend on the inputs. */
export async function tryReference(
  plan: ModelPlan,
  staged: StagedModel,
  ran: Ran | null,
  context: TrialContext,
): Promise<Pick<TriedModel, 'reference' | 'random' | 'noise' | 'still'>> {
  const { model, reference: column } = plan;
  const { host, config, pool, isa, again } = context;
  const source = await findNoiseSource(plan, staged, context);
  const runs = source === null ? 0 : noiseRuns(source.onnx, config.noise.runs);
  const winograd = source !== null && usesWinograd(plan, source.onnx);
  const effort = { runs, seconds: config.noise.seconds, precisions: coarsePrecisions(plan), winograd };
  const key = source === null ? null : noiseKey(model, source, staged.cases, effort, isa);
  const known = key === null || again ? null : await readNoise(host, key);
  const measuring = source !== null && known === null;
  const needed = column !== null && (measuring || staged.cases.some(({ expected }) => expected === null));
  const reference = ran ?? (needed ? await runPlain(plan, column, staged, context) : null);
  const repeat = { host, pool, again, folder: context.folder };
  const random =
    reference === null || column === null ? null : await varyingReference(plan, staged, column, reference, repeat);
  if (random !== null) return { reference, random, noise: null, still: null };
  const noise = measuring ? await noiseOf(source, staged, reference, effort, plan, context) : known;
  if (key !== null && measuring && noise !== null) await writeNoise(host, key, noise);
  const [first] = staged.cases;
  const expected = first?.expected ?? reference?.outputs.get(first?.name ?? '');
  if (column === null || key === null || expected === undefined) return { reference, random, noise, still: null };
  const seed = { seed: config.seed, folder: join(context.folder, 'variations') };
  const still = await stillOutputs(
    model,
    staged,
    { column, expected, noise, noiseKey: key },
    { host, pool, again, ...seed },
  );
  return { reference, random, noise, still };
}

function usesWinograd({ cells }: ModelPlan, { graph: { graph } }: OnnxModel): boolean {
  return graph != null && cells.some(({ column }) => column.runtime.winograd) && hasWinogradConvolutions(graph);
}

/** What columns and forms that run declare, other than float32. */
function coarsePrecisions({ cells }: ModelPlan): CoarsePrecision[] {
  const declared = cells.flatMap((cell) => {
    if (cell.kind === 'skip') return [];
    const { column, forms } = cell;
    return forms.map(({ precision }) => coarserOf(column.precision, precision ?? 'f32'));
  });
  return [...new Set(declared.filter((precision) => precision !== 'f32'))].sort();
}

function runPlain(plan: ModelPlan, column: Column, staged: StagedModel, context: TrialContext): Promise<Ran> {
  const form = committed(plan.model.forms[0]);
  return runReference(context, {
    title: `${plan.model.id}: reference on ${column.runtime.id}`,
    column,
    model: form,
    format: form.format,
    cases: casesFor({ names: {}, changes: {} }, staged.cases),
    folder: join(context.folder, 'reference'),
  });
}

async function noiseOf(
  source: NoiseSource,
  staged: StagedModel,
  reference: Ran | null,
  effort: NoiseEffort,
  { model }: ModelPlan,
  { pool, folder, threads }: TrialContext,
): Promise<NoiseByCase | null> {
  const base =
    source.model.path === model.forms[0].absolute
      ? reference
      : await pool.run({
          title: `${model.id}: noise floor, plain run`,
          column: source.column,
          model: source.model,
          format: 'onnx',
          cases: casesFor(source.model, staged.cases),
          folder: join(folder, 'plain'),
        });
  if (base === null) return null;
  const first = (name: string): Promise<Values | undefined> =>
    readable(staged.cases.find((one) => one.name === name)?.expected ?? reference?.outputs.get(name));
  return measureNoise(source, staged.cases, base, {
    ...(base !== reference && { first }),
    id: model.id,
    pool,
    effort,
    folder: join(folder, 'noise'),
    ...(threads !== undefined && { threads }),
  });
}
