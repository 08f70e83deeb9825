/** Who is right where several runtimes differ from the reference: the same computation in float64. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { committed, type Loadable } from '../convert/loadable.js';
import { disputedOutputs } from '../diagnose/find-disagreements.js';
import { goldenCases, type StagedCase } from '../golden/stage-cases.js';
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
import { hasFloats } from './has-floats.js';

export interface TruthContext {
  readonly pool: RuntimePool;
  /** Runtimes of different engines that evaluate a model in float64. */
  readonly columns: readonly Column[];
  /** For every output that drifts, not only where several engines differ from the reference. */
  readonly everyTruth: boolean;
  readonly folder: string;
}

/** The copy in float64 is made in memory, and an evaluation in plain numpy takes its time. */
export const LARGEST_MODEL = 128 * 2 ** 20;
/** For loading it, and for each case. */
const SECONDS = 60;
export const MOST_CASES = 4;

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
  const cases = casesToEvaluate(disputed, judged, trial);
  if (cases.length === 0) return judged;
  return { ...judged, truth: await truthOf(disputed, { judged, reference, trial, cases }, context) };
}

/** Golden cases in which a disputed output drifts, the first few; all of them where one starts from the outputs of another. */
function casesToEvaluate(
  disputed: readonly string[],
  { cells }: JudgedModel,
  { staged }: TriedModel,
): readonly StagedCase[] {
  const golden = goldenCases(staged);
  const drifting = new Set(
    cells.flatMap(({ cell }) =>
      cell.outputs.flatMap(({ name, verdict, case: of }) =>
        verdict === 'drift' && disputed.includes(name) ? [of] : [],
      ),
    ),
  );
  const wanted = golden.filter(({ name }) => drifting.has(name));
  if (wanted.length > 0 && golden.some(({ feedback }) => feedback !== undefined)) return golden;
  return wanted.slice(0, MOST_CASES);
}

interface Disputed {
  readonly judged: JudgedModel;
  readonly reference: Reference;
  readonly trial: TriedModel;
  readonly cases: readonly StagedCase[];
}

async function truthOf(
  disputed: readonly string[],
  { judged, reference, trial, cases }: Disputed,
  context: TruthContext,
): Promise<ModelTruth> {
  const unknown = (why: string): ModelTruth => ({ unknown: why, firstForm: false, witnesses: [], outputs: [] });
  const source = onnxOf(trial);
  if (source === null) return unknown('the model has no ONNX form');
  if (source.bytes > LARGEST_MODEL) return unknown(`its ONNX form is larger than ${LARGEST_MODEL / 2 ** 20} MiB`);
  const wide = inFloat64(source.model.path);
  if (wide === null)
    return unknown('it draws random numbers, rounds to a quantisation grid, or cannot be rewritten in float64');
  const witnesses: Witness[] = [];
  for (const column of context.columns)
    witnesses.push(await testimonyOf(column, { source: source.model, wide, reference, trial, cases }, context));
  return {
    unknown: null,
    firstForm: source.model.path === trial.plan.model.forms[0].absolute,
    ...(hasFloats(onnx.ModelProto.decode(wide)) ? {} : { exact: true }),
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
      cases,
      noise: judged.noise,
      witnesses: witnesses.map(({ column: { runtime }, outputs }) => ({
        id: runtime.id,
        outputs,
        names: source.model.names,
      })),
    }),
  };
}

/** The same computation in float64 as a file; null when there is none, or when the file cannot be rewritten. */
export function inFloat64(path: string): Uint8Array | null {
  try {
    const model = wholeModel(path);
    return toFloat64(model) ? onnx.ModelProto.encode(model).finish() : null;
  } catch {
    // protobufjs throws several kinds of errors; a converter may have written what only runtimes understand.
    return null;
  }
}

interface OnnxSource {
  readonly model: Loadable;
  readonly bytes: number;
}

/** A committed form that is ONNX, else the ONNX that was made on the route to a cell. */
export function onnxOf({ plan: { model }, cells }: TriedModel): OnnxSource | null {
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
  readonly precision: 'f64' | 'own' | null;
  readonly reason: string | null;
  readonly outputs: Ran['outputs'];
}

interface Question {
  readonly source: Loadable;
  /** The source in float64. */
  readonly wide: Uint8Array;
  readonly reference: Reference;
  readonly trial: TriedModel;
  readonly cases: readonly StagedCase[];
}

/** In float64, else as it is. */
export async function testimonyOf(
  column: Column,
  { source, wide, reference, trial, cases: staged }: Question,
  { pool, folder }: Pick<TruthContext, 'pool' | 'folder'>,
): Promise<Witness> {
  const { runtime } = column;
  const { model } = trial.plan;
  const cases = casesFor(source, staged);
  const request = { column, format: 'onnx', changes: source.changes, seconds: SECONDS };
  const ran = await pool.run({
    ...request,
    title: `${model.id}: in float64 on ${runtime.id}`,
    model: (empty) => written(wide, empty),
    cases: cases.map(withFloat64),
    folder: join(folder, `truth-${runtime.id}`),
  });
  if (ran.failure === null)
    return { column, version: ran.version, precision: 'f64', reason: null, outputs: ran.outputs };
  const reason = describeFailure(ran.failure.failure, ran.failure.doing).what;
  const failed: Witness = { column, version: ran.version, precision: null, reason, outputs: new Map() };
  if (reference.kind === 'runtime' && reference.engine === runtime.engine && source.path === model.forms[0].absolute)
    return { ...failed, version: reference.version, precision: 'own', outputs: reference.outputs };
  const plain = await pool.run({
    ...request,
    title: `${model.id}: on ${runtime.id}`,
    model: source,
    cases,
    folder: join(folder, `plain-${runtime.id}`),
  });
  return plain.failure === null ? { ...failed, precision: 'own', outputs: plain.outputs } : failed;
}

async function written(bytes: Uint8Array, folder: string): Promise<string> {
  const path = join(folder, 'float64.onnx');
  await writeFile(path, bytes);
  return path;
}

function withFloat64(one: CaseRun): CaseRun {
  return { ...one, inputs: valuesMadeBy(async () => valuesInFloat64(await one.inputs.read())) };
}
