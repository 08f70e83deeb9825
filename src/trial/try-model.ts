import { join } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import type { Config } from '../config/schema.js';
import { committed } from '../convert/loadable.js';
import type { Form } from '../discover/form.js';
import { faultOf, UserError } from '../errors.js';
import { goldenCases, type StagedModel } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import { measureNoise, type NoiseSource } from '../noise/measure-noise.js';
import { noiseKey, readNoise, writeNoise } from '../noise/noise-cache.js';
import { noiseRuns } from '../noise/noise-effort.js';
import type { NoiseByCase } from '../noise/noise-floor.js';
import type { Column } from '../plan/column.js';
import { missingInputs } from '../plan/missing-inputs.js';
import type { ModelPlan, RunPlan } from '../plan/plan.js';
import { staticFault } from '../plan/static-check.js';
import { casesFor, failedRun, type Ran, type RuntimePool } from '../run/run-request.js';
import type { Signature } from '../types.js';
import { findNoiseSource, type NoiseSourceContext } from './noise-source.js';
import { stageModel } from './stage-model.js';
import { stillOutputs } from './still-outputs.js';
import type { FormTrial, RunTrial, Trial, TriedModel } from './trial.js';

export interface TrialContext extends NoiseSourceContext {
  readonly host: Host;
  readonly config: Config;
  /** Instruction sets of this machine. */
  readonly isa: readonly string[];
  readonly pool: RuntimePool;
  /** Ignore the cache. */
  readonly again: boolean;
  /** Probe batches and sizes even where the config does not request it. */
  readonly everyProbe: boolean;
  /** Threads that measure large tensors. */
  readonly threads?: TallyPool;
  /** For all files of the trial; the caller removes it after judging. */
  readonly folder: string;
}

/**
 * Runs one model on the pool: its columns, and at the same time its reference and, on the same runtime, its noise floor.
 * Inputs are made when a run needs them.
 */
export async function tryModel(plan: ModelPlan, context: TrialContext): Promise<Trial> {
  let staged: StagedModel;
  try {
    staged = await stageModel(plan.model, context);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { plan, fault: faultOf(error.explanation) };
  }
  const missing = missingInputs(plan, staged.cases);
  if (missing !== null) return { plan, fault: missing };
  const running = plan.cells.map((cell) =>
    cell.kind === 'skip' ? { plan: cell } : tryCell(plan, cell, staged, context),
  );
  const cells = Promise.all(running);
  // Awaited below, after the reference; until then a rejection would count as unhandled.
  cells.catch(() => {});
  const reference = await tryReference(plan, staged, context);
  return { plan, staged, ...reference, cells: await cells };
}

/** Every form of a cell, one after another: they share a column, and so workers. */
async function tryCell(plan: ModelPlan, cell: RunPlan, staged: StagedModel, context: TrialContext): Promise<RunTrial> {
  const forms: FormTrial[] = [];
  for (const form of cell.forms) forms.push(await tryForm(plan, cell, form, staged, context));
  return { plan: cell, forms };
}

async function tryForm(
  { model }: ModelPlan,
  { column, route }: RunPlan,
  form: Form,
  staged: StagedModel,
  context: TrialContext,
): Promise<FormTrial> {
  const converted = route.length === 0 ? null : await context.converter.convert(form, route, goldenCases(staged));
  if (converted?.ok === false) {
    const { failure, doing } = converted;
    return { form, route: converted.route, unconverted: { failure, doing } };
  }
  const stages = converted?.stages ?? [];
  const loaded = stages.at(-1) ?? committed(form);
  const made = { form, route: converted?.route ?? [], stages, loaded };
  // A conversion may have changed the types, which the plan could not know: they are checked now.
  const refusal = route.length === 0 ? null : refused(loaded.signature, column.runtime);
  if (refusal !== null) return { ...made, ran: refusal };
  const { format, changes } = loaded;
  const ran = await context.pool.run({
    title: `${model.id} on ${column.id}`,
    column,
    model: loaded,
    format,
    changes,
    cases: casesFor(loaded, staged.cases),
    folder: join(context.folder, 'cells'),
  });
  return { ...made, ran };
}

function refused(signature: Signature | null, runtime: RuntimeFacts): Ran | null {
  const fault = signature === null ? null : staticFault(signature, runtime);
  if (fault === null) return null;
  const failure = { kind: 'unsupported', type: 'ElementType', message: fault.what } as const;
  return failedRun({ failure, doing: 'preparing the inputs' });
}

/** The reference if it is needed, the noise floor, and the outputs that do not depend on the inputs. */
async function tryReference(
  plan: ModelPlan,
  staged: StagedModel,
  context: TrialContext,
): Promise<Pick<TriedModel, 'reference' | 'noise' | 'still'>> {
  const { model, reference: column } = plan;
  const { host, config, pool, isa, again } = context;
  const source = await findNoiseSource(plan, staged, context);
  const runs = source === null ? 0 : noiseRuns(source.onnx, config.noise.runs);
  const key = source === null ? null : noiseKey(model, source, staged.cases, runs, isa);
  const known = key === null || again ? null : await readNoise(host, key);
  const measuring = source !== null && known === null;
  const needed = column !== null && (measuring || staged.cases.some(({ expected }) => expected === null));
  const reference = needed ? await runPlain(plan, column, staged, context) : null;
  const noise = measuring ? await noiseOf(source, staged, reference, runs, plan, context) : known;
  if (key !== null && measuring && noise !== null) await writeNoise(host, key, noise);
  const [first] = staged.cases;
  const expected = first?.expected ?? reference?.outputs.get(first?.name ?? '');
  if (column === null || key === null || expected === undefined) return { reference, noise, still: null };
  const seed = { seed: config.seed, folder: join(context.folder, 'variations') };
  const still = await stillOutputs(
    model,
    staged,
    { column, expected, noise, noiseKey: key },
    { host, pool, again, ...seed },
  );
  return { reference, noise, still };
}

function runPlain(plan: ModelPlan, column: Column, staged: StagedModel, context: TrialContext): Promise<Ran> {
  const form = committed(plan.model.forms[0]);
  return context.pool.run({
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
  runs: number,
  { model }: ModelPlan,
  { config, pool, folder, threads }: TrialContext,
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
  return measureNoise(source, staged.cases, base, {
    id: model.id,
    pool,
    effort: { runs, seconds: config.noise.seconds },
    folder: join(folder, 'noise'),
    ...(threads !== undefined && { threads }),
  });
}
