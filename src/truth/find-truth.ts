/** Who is right where several runtimes differ from the reference: the same computation in float64. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { committed, type Loadable } from '../convert/loadable.js';
import { disputedOutputs } from '../diagnose/find-disagreements.js';
import { goldenCases } from '../golden/stage-cases.js';
import type { JudgedModel } from '../judge/judged-model.js';
import type { Reference } from '../judge/reference.js';
import { onnx } from '../onnx/proto/onnx.js';
import { wholeModel } from '../onnx/whole-model.js';
import type { Column } from '../plan/column.js';
import type { ModelTruth } from '../results/schema.js';
import { type CaseRun, casesFor, type Ran, type RuntimePool } from '../run/run-request.js';
import { isRun, type Trial, type TriedModel } from '../trial/trial.js';
import { valuesMadeBy } from '../values/stored-values.js';
import { describeFailure } from '../worker/failure.js';
import { distancesFromTruth } from './distances-from-truth.js';
import { toFloat64 } from './float64-model.js';
import { valuesInFloat64 } from './float64-values.js';

export interface TruthContext {
  readonly pool: RuntimePool;
  /** Runtimes of different engines that evaluate a model in float64. */
  readonly columns: readonly Column[];
  /** For every output that drifts, not only where several engines differ from the reference. */
  readonly everyTruth: boolean;
  readonly folder: string;
}

/** The copy in float64 is made in memory, and an evaluation in plain numpy takes its time. */
const LARGEST_MODEL = 128 * 2 ** 20;
/** For loading it, and for each case. */
const SECONDS = 60;

/**
 * The model with its truth, where one is needed: votes do not decide who is right. Two runtimes of different engines run it
 * in float64, since one alone may read an operator wrongly; one without the kernels runs
 * it as it is, which still shows how it reads the operators.
 */
export async function withTruth(judged: JudgedModel, trial: Trial, context: TruthContext): Promise<JudgedModel> {
  const { reference } = judged;
  if ('fault' in trial || 'missing' in reference) return judged;
  const disputed = disputedOutputs(judged, context.everyTruth ? 1 : 2);
  if (disputed.length === 0) return judged;
  return { ...judged, truth: await truthOf(disputed, judged, reference, trial, context) };
}

async function truthOf(
  disputed: readonly string[],
  judged: JudgedModel,
  reference: Reference,
  trial: TriedModel,
  context: TruthContext,
): Promise<ModelTruth> {
  const unknown = (why: string): ModelTruth => ({ unknown: why, witnesses: [], outputs: [] });
  const source = onnxOf(trial);
  if (source === null) return unknown('the model has no ONNX form');
  if (source.bytes > LARGEST_MODEL) return unknown(`its ONNX form is larger than ${LARGEST_MODEL / 2 ** 20} MiB`);
  const exact = wholeModel(source.model.path);
  if (!toFloat64(exact)) return unknown('it draws random numbers or rounds to a quantisation grid');
  const wide = onnx.ModelProto.encode(exact).finish();
  const witnesses: Witness[] = [];
  for (const column of context.columns)
    witnesses.push(await testimonyOf(column, source.model, wide, reference, trial, context));
  return {
    unknown: null,
    witnesses: witnesses.map(({ column: { runtime }, version, precision, reason }) => ({
      runtime: runtime.id,
      title: runtime.title,
      version,
      precision,
      reason,
    })),
    outputs: await distancesFromTruth(disputed, {
      trial,
      reference,
      noise: judged.noise,
      witnesses: witnesses.map(({ column: { runtime }, outputs }) => ({
        id: runtime.id,
        outputs,
        names: source.model.names,
      })),
    }),
  };
}

interface OnnxSource {
  readonly model: Loadable;
  readonly bytes: number;
}

/** A committed form that is ONNX, else the ONNX that was made on the route to a cell. */
function onnxOf({ plan: { model }, cells }: TriedModel): OnnxSource | null {
  const form = model.forms.find(({ content }) => content.format === 'onnx');
  if (form !== undefined) return { model: committed(form), bytes: form.bytes };
  const stages = cells
    .filter(isRun)
    .flatMap(({ forms }) => forms.flatMap((one) => ('stages' in one ? one.stages : [])));
  const made = stages.find(({ format }) => format === 'onnx');
  // About as large as the form it was made from.
  return made === undefined ? null : { model: made, bytes: model.forms[0].bytes };
}

interface Witness {
  readonly column: Column;
  readonly version: string | null;
  readonly precision: 'f64' | 'f32' | null;
  readonly reason: string | null;
  readonly outputs: Ran['outputs'];
}

/** In float64, else as it is. */
async function testimonyOf(
  column: Column,
  model: Loadable,
  wide: Uint8Array,
  reference: Reference,
  { plan, staged }: TriedModel,
  { pool, folder }: TruthContext,
): Promise<Witness> {
  const { runtime } = column;
  const cases = casesFor(model, goldenCases(staged));
  const request = { column, format: 'onnx', changes: model.changes, seconds: SECONDS };
  const ran = await pool.run({
    ...request,
    title: `${plan.model.id}: in float64 on ${runtime.id}`,
    path: (empty) => written(wide, empty),
    cases: cases.map(inFloat64),
    folder: join(folder, `truth-${runtime.id}`),
  });
  if (ran.failure === null)
    return { column, version: ran.version, precision: 'f64', reason: null, outputs: ran.outputs };
  const reason = describeFailure(ran.failure.failure, ran.failure.doing).what;
  const failed: Witness = { column, version: ran.version, precision: null, reason, outputs: new Map() };
  if (
    reference.kind === 'runtime' &&
    reference.engine === runtime.engine &&
    model.path === plan.model.forms[0].absolute
  )
    return { ...failed, version: reference.version, precision: 'f32', outputs: reference.outputs };
  const plain = await pool.run({
    ...request,
    title: `${plan.model.id}: on ${runtime.id}`,
    path: model.path,
    cases,
    folder: join(folder, `plain-${runtime.id}`),
  });
  return plain.failure === null ? { ...failed, precision: 'f32', outputs: plain.outputs } : failed;
}

async function written(bytes: Uint8Array, folder: string): Promise<string> {
  const path = join(folder, 'float64.onnx');
  await writeFile(path, bytes);
  return path;
}

function inFloat64(one: CaseRun): CaseRun {
  return { ...one, inputs: valuesMadeBy(async () => valuesInFloat64(await one.inputs.read())) };
}
