import { join } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import type { Config } from '../config/schema.js';
import { committed } from '../convert/loadable.js';
import type { Model } from '../discover/discover-models.js';
import type { Form } from '../discover/form.js';
import { faultOfMistakes, Mistakes, UserError } from '../errors.js';
import { findCases } from '../golden/find-cases.js';
import { goldenCases, type StagedModel } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import { measureNoise } from '../noise/measure-noise.js';
import { noiseKey, readNoise, writeNoise } from '../noise/noise-cache.js';
import type { NoiseSource } from '../noise/noise-context.js';
import { type NoiseEffort, noiseRuns } from '../noise/noise-effort.js';
import type { NoiseByCase } from '../noise/noise-floor.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { hasWinogradConvolutions } from '../onnx/winograd-rounding.js';
import type { Column } from '../plan/column.js';
import { missingInputs } from '../plan/missing-inputs.js';
import { missingReference } from '../plan/missing-reference.js';
import type { ModelPlan, RunPlan } from '../plan/plan.js';
import { staticFault } from '../plan/static-check.js';
import { coarserOf } from '../plan/through.js';
import { casesFor, failedRun, type Ran, type RuntimePool } from '../run/run-request.js';
import type { CoarsePrecision, Fault, Signature } from '../types.js';
import { readable } from '../values/stored-values.js';
import { onAbleReference } from './able-reference.js';
import { findNoiseSource, type NoiseSourceContext } from './noise-source.js';
import { outputDefect } from './output-defect.js';
import { type ReferenceRuns, runReference } from './reference-runs.js';
import { varyingReference } from './repeated-reference.js';
import { type SettledInputs, settleInputs } from './settle-inputs.js';
import { withProbes } from './stage-model.js';
import { stillOutputs } from './still-outputs.js';
import { type FormTrial, type RunTrial, type Trial, type TriedModel, WORK_ON_INPUTS } from './trial.js';

export interface TrialContext extends NoiseSourceContext {
  readonly host: Host;
  readonly config: Config;
  /** Instruction sets of this machine. */
  readonly isa: readonly string[];
  readonly pool: RuntimePool;
  /** Runs of the reference that are known from before; none when left out. */
  readonly references?: ReferenceRuns | undefined;
  /** Ignore the cache. */
  readonly again: boolean;
  /** Probe batches and sizes even where the config does not request it. */
  readonly everyProbe: boolean;
  /** Threads that measure large tensors. */
  readonly threads?: TallyPool;
  /** For all files of the trial; the caller removes it after judging. */
  readonly folder: string;
}

/** What one form on one column needs. */
export type FormContext = Pick<TrialContext, 'converter' | 'pool' | 'folder'>;

/**
 * Runs one model on the pool: its columns, and at the same time its reference and, on the same runtime, its noise floor.
 * Inputs are made when a run needs them.
 */
export async function tryModel(planned: ModelPlan, context: TrialContext): Promise<Trial> {
  let plan = planned;
  let settled: SettledInputs | { readonly fault: Fault };
  let staged: StagedModel;
  try {
    const able = await onAbleReference(
      planned,
      (plan) => settleInputs(plan, context),
      (made) => ('fault' in made ? null : made.reference),
    );
    plan = able.plan;
    settled = able.made;
    if ('fault' in settled)
      return { plan, fault: settled.fault, doing: WORK_ON_INPUTS.inventing, goldens: 'synthetic' };
    staged = await withProbes(plan.model, settled.staged, context);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const goldens = (await hasGoldens(plan.model, context.host)) ? 'committed' : 'none';
    return { plan, fault: faultOfMistakes(error), doing: WORK_ON_INPUTS.reading, goldens };
  }
  const missing = missingInputs(plan, staged.cases);
  if (missing !== null) return { plan, fault: missing, doing: WORK_ON_INPUTS.reading, goldens: 'none' };
  const empty = await emptyExpectation(plan, staged);
  if (empty !== null) return { plan, fault: empty, doing: WORK_ON_INPUTS.reading, goldens: staged.goldens };
  const incomparable = missingReference(plan, staged.cases);
  if (incomparable !== null) return { plan, fault: incomparable, doing: null, goldens: staged.goldens };
  const running = plan.cells.map((cell) =>
    cell.kind === 'skip' ? { plan: cell } : tryCell(plan, cell, staged, context),
  );
  const cells = Promise.all(running);
  // Awaited below, after the reference; until then a rejection would count as unhandled.
  cells.catch(() => {});
  // The reference has run already unless probes were added since.
  const known = staged === settled.staged ? settled.reference : null;
  const able = await onAbleReference(
    plan,
    (one) => tryReference(one, staged, one === plan ? known : null, context),
    (made) => made.reference,
  );
  const { plan: final, made: reference } = able;
  const lost = reference.reference === null ? null : await lostCase(final, staged, reference.reference);
  if (lost !== null) {
    await cells;
    return { plan: final, fault: lost, doing: WORK_ON_INPUTS.running, goldens: staged.goldens };
  }
  return { plan: final, staged, ...reference, cells: await cells };
}

/** Whether there are golden cases at all, whatever is wrong with them. */
async function hasGoldens({ id, forms: [{ path }], entry: { golden } }: Model, { cwd }: Host): Promise<boolean> {
  const place = { root: cwd, model: id, form: path, ...(golden !== undefined && { folder: golden }) };
  const found = await new Mistakes().attemptAsync(() => findCases(place));
  return found !== undefined && found.length > 0;
}

/** Golden cases that expect nothing but NaN of an output: nothing could be compared with it. */
async function emptyExpectation({ model }: ModelPlan, { cases }: StagedModel): Promise<Fault | null> {
  for (const { name, expected } of cases) {
    const defect = expected === null ? null : outputDefect(await expected.read());
    if (defect?.kind === 'nan')
      return {
        what: `golden case ${name} of ${model.id} expects NaN in every element of ${defect.output}: nothing can be compared`,
        next: `record the outputs of case ${name} again, from inputs of which the model makes numbers`,
      };
  }
  return null;
}

/** Why there is nothing to compare with: committed inputs of which the reference makes nothing but NaN. */
async function lostCase(
  { model, reference: column }: ModelPlan,
  { cases, goldens }: StagedModel,
  ran: Ran,
): Promise<Fault | null> {
  for (const { name, expected, probe } of goldens === 'committed' && ran.failure === null ? cases : []) {
    if (expected !== null || probe === true) continue;
    const outputs = await readable(ran.outputs.get(name));
    const defect = outputs === undefined ? null : outputDefect(outputs);
    if (defect?.kind === 'nan')
      return {
        what: `golden case ${name} of ${model.id} makes output ${defect.output} NaN everywhere: nothing can be compared`,
        why: `the reference${column === null ? '' : ` on ${column.runtime.id}`} computed it from the committed inputs`,
        next: `fix the inputs of case ${name}, such as a mask without any 1, or a logarithm of negative numbers`,
      };
  }
  return null;
}

/** Every form of a cell, one after another: they share a column, and so workers. */
async function tryCell(plan: ModelPlan, cell: RunPlan, staged: StagedModel, context: TrialContext): Promise<RunTrial> {
  const forms: FormTrial[] = [];
  for (const form of cell.forms) forms.push(await tryForm(plan, cell, form, staged, context));
  return { plan: cell, forms };
}

/** One form on the column, after the conversions on its route. */
export async function tryForm(
  { model }: Pick<ModelPlan, 'model'>,
  { column, route }: Pick<RunPlan, 'column' | 'route'>,
  form: Form,
  staged: StagedModel,
  context: FormContext,
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

function usesWinograd({ cells }: ModelPlan, { graph: { graph } }: OnnxModel): boolean {
  return graph != null && cells.some(({ column }) => column.runtime.winograd) && hasWinogradConvolutions(graph);
}

/** The reference if it is needed, the noise floor, and the outputs that do not depend on the inputs. */
async function tryReference(
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
  return measureNoise(source, staged.cases, base, {
    id: model.id,
    pool,
    effort,
    folder: join(folder, 'noise'),
    ...(threads !== undefined && { threads }),
  });
}
