/** Runs the forms on a drifting cell's route elsewhere, to find the hop that causes the drift. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { committed, type Loadable } from '../convert/loadable.js';
import { describeAs } from '../discover/read-form.js';
import { goldenCases, type StagedCase } from '../golden/stage-cases.js';
import { failedForm } from '../judge/failed-form.js';
import { FormJudge } from '../judge/judge-form.js';
import type { JudgedCell, JudgedModel } from '../judge/judged-model.js';
import type { NoiseDoubts } from '../judge/noise-doubts.js';
import type { Reference } from '../judge/reference.js';
import { type Column, referenceColumn } from '../plan/column.js';
import type { ResultCell, ResultHop } from '../results/schema.js';
import { cellVerdict } from '../results/verdict.js';
import { casesFor, type RuntimePool } from '../run/run-request.js';
import { fromReal, toReal } from '../tensor/real.js';
import { isRun, type RanForm, type RunTrial, type Trial, type TriedModel } from '../trial/trial.js';
import type { Options, OptionValue } from '../types.js';
import { findOptimizers } from './find-optimizers.js';

export interface HopContext {
  readonly pool: RuntimePool;
  /** Columns that this run has set up anyway: nothing is installed for a hop. */
  readonly ready: readonly Column[];
  readonly threads?: TallyPool;
  readonly folder: string;
}

interface CellContext extends HopContext {
  /** A floor that the cell was not judged by must not excuse its hops: they would seem to pass. */
  readonly doubts: NoiseDoubts | undefined;
}

/**
 * The cells with their hops. For every cell that drifts: each form on its route on a runtime that reads it and is set up
 * anyway, and the form that the cell itself ran on another engine, and on its own runtime without optimisations.
 */
export async function findHops(judged: JudgedModel, trial: Trial, context: HopContext): Promise<JudgedModel> {
  const { reference } = judged;
  if ('fault' in trial || 'missing' in reference) return judged;
  const cells = await Promise.all(
    judged.cells.map((one, index) => {
      const tried = trial.cells[index];
      if (tried === undefined || !isRun(tried) || one.cell.state !== 'drift') return one;
      const own = { ...context, doubts: judged.doubts, folder: join(context.folder, `hops-${index}`) };
      return withHops(one, tried, reference, trial, own);
    }),
  );
  return { ...judged, cells };
}

async function withHops(
  judged: JudgedCell,
  tried: RunTrial,
  reference: Reference,
  trial: TriedModel,
  context: CellContext,
): Promise<JudgedCell> {
  const { cell } = judged;
  const cases = goldenCases(trial.staged);
  if (!driftsOn(cases, cell)) return judged;
  const hops: ResultHop[] = [];
  let optimizers: ResultCell['optimizers'] | null = null;
  for (const form of tried.forms) {
    if (!('ran' in form) || !driftsOn(cases, cell, form.form.path)) continue;
    const at: (readonly [Hop, ResultHop])[] = [];
    for (const hop of hopsOf(form, tried, cases, trial, context.ready))
      at.push([hop, await tryHop(hop, tried, cases, reference, trial, context)]);
    hops.push(...at.map(([, hop]) => hop));
    const plain = plainHop(form, tried);
    const known = at.find(([{ step, column }]) => step === plain.step && column.runtime.id === plain.column.runtime.id);
    const passes = known === undefined ? isReference(plain, cases, trial) : known[1].state === 'pass';
    if (!passes || !isOptimised(tried.plan.column, form)) continue;
    const single = await singleOption(plain, tried, (hop) => tryHop(hop, tried, cases, reference, trial, context));
    if (single !== null) {
      // It says more than all options together.
      if (known !== undefined) hops.splice(hops.indexOf(known[1]), 1);
      hops.push(single);
    }
    if (single !== null || optimizers !== null) continue;
    optimizers = await findOptimizers(tried.plan.column, async (options) => {
      const column = { ...plain.column, options };
      return (await tryHop({ ...plain, column }, tried, cases, reference, trial, context)).state === 'pass';
    });
  }
  if (hops.length === 0 && cell.route.length === 0 && optimizers === null) return judged;
  return { ...judged, cell: { ...cell, hops, ...(optimizers !== null && { optimizers }) } };
}

/** The file that ran, on its own runtime without optimisations. */
function plainHop(form: RanForm, { plan: { column } }: RunTrial): Hop {
  const { stages, loaded } = form;
  return { form, step: stages.length, loaded, column: plainColumn(column, form) };
}

function plainColumn(column: Column, form: RanForm): Column {
  return { ...referenceColumn(column.runtime), options: plainOptions(column, form), version: column.version };
}

/** The options with which the column's runtime makes references; its own where they change nothing that the form has. */
function plainOptions({ runtime, options }: Column, form: RanForm): Options {
  const types = Object.values(runtime.options).some(({ operators }) => operators !== undefined)
    ? operatorTypes(form)
    : null;
  const plain = Object.entries(referenceColumn(runtime).options).map(([name, value]) => {
    const changed = runtime.options[name]?.operators;
    const matters = changed === undefined || types === null || changed.some((type) => types.has(type));
    return [name, matters ? value : (options[name] ?? value)] as const;
  });
  return Object.fromEntries(plain);
}

/** Whether a column has other options than those with which its runtime would compute the form plainly. */
function isOptimised(column: Column, form: RanForm): boolean {
  return changedOptions(column, plainOptions(column, form)).length > 0;
}

function changedOptions({ options }: Column, plain: Options): string[] {
  return Object.keys(plain).filter((name) => options[name] !== plain[name]);
}

/**
 * The hop on which a single option makes the column pass: of those that change single operators, for the others turn off
 * everything. Null where none does, or the plain hop has changed nothing else.
 */
async function singleOption(
  plain: Hop,
  { plan: { column } }: RunTrial,
  run: (hop: Hop) => Promise<ResultHop>,
): Promise<ResultHop | null> {
  const changed = changedOptions(column, plain.column.options);
  if (changed.length < 2) return null;
  for (const name of changed.filter((one) => column.runtime.options[one]?.operators !== undefined)) {
    const options = { ...column.options, [name]: plain.column.options[name] as OptionValue };
    const hop = await run({ ...plain, column: { ...plain.column, options } });
    if (hop.state === 'pass') return hop;
  }
  return null;
}

/** Of the last ONNX on the way of a form; null without one. */
function operatorTypes(form: RanForm): ReadonlySet<string> | null {
  const onnx = [committed(form.form), ...form.stages].findLast(({ format }) => format === 'onnx');
  const content = onnx === undefined ? null : describeAs('onnx', onnx.path);
  if (content === null || 'fault' in content || content.onnx === undefined) return null;
  return new Set(content.onnx.operators.map(({ type }) => type));
}

/** Whether a hop is what the reference was made by. */
function isReference({ form, step, column }: Hop, cases: readonly StagedCase[], { plan }: TriedModel): boolean {
  const home = plan.reference?.runtime.id === column.runtime.id;
  return step === 0 && form.form === plan.model.forms[0] && home && cases.every(({ expected }) => expected === null);
}

/**
 * Whether the cell drifts on one of the cases, with this form or with any. A drift that only a probe shows cannot be
 * located: hops are run on goldens.
 */
export function driftsOn(cases: readonly Pick<StagedCase, 'name'>[], { outputs }: ResultCell, path?: string): boolean {
  const names = new Set(cases.map(({ name }) => name));
  return outputs.some(
    (output) => output.verdict === 'drift' && names.has(output.case) && (path === undefined || output.form === path),
  );
}

/** One form on the route, and a runtime that reads it. */
interface Hop {
  readonly form: RanForm;
  /** The number of conversions before it; 0: the committed form. */
  readonly step: number;
  readonly loaded: Loadable;
  /** With the options of a reference: no optimisations. */
  readonly column: Column;
}

/** The committed form and every form on the route, the one that ran last. */
function hopsOf(
  form: RanForm,
  { plan: { column: own } }: RunTrial,
  cases: readonly StagedCase[],
  trial: TriedModel,
  ready: readonly Column[],
): Hop[] {
  const stages = [committed(form.form), ...form.stages];
  return stages.flatMap((loaded, step) =>
    columnsFor(loaded, step === stages.length - 1 ? form : null, own, ready)
      .map((column) => ({ form, step, loaded, column }))
      .filter((hop) => !isReference(hop, cases, trial)),
  );
}

/** @param last the form of which this is what ran; null for what came before it */
function columnsFor({ format }: Loadable, last: RanForm | null, own: Column, ready: readonly Column[]): Column[] {
  const reading = ready.filter(({ runtime }) => runtime.reads.includes(format));
  const home = reading.filter(({ runtime }) => runtime.homeOf.includes(format));
  const [other] = [...home, ...reading].filter(
    ({ runtime }) => last === null || (runtime.engine !== own.runtime.engine && runtime.id !== own.runtime.id),
  );
  return [
    ...(other === undefined ? [] : [{ ...referenceColumn(other.runtime), version: other.version }]),
    ...(last !== null && isOptimised(own, last) ? [plainColumn(own, last)] : []),
  ];
}

/** Runs a hop and judges it by the rules of its cell. */
async function tryHop(
  { form, step, loaded, column }: Hop,
  { plan }: RunTrial,
  cases: readonly StagedCase[],
  reference: Reference,
  { plan: { model }, noise }: TriedModel,
  { pool, threads, folder, doubts }: CellContext,
): Promise<ResultHop> {
  const { format, changes } = loaded;
  const own = join(folder, `hop-${step}`);
  const ran = await pool.run({
    title: `${model.id}: ${format} on ${column.runtime.id}, to locate the drift`,
    column,
    model: loaded,
    format,
    changes,
    cases: casesFor(loaded, cases),
    folder: own,
  });
  const trial: RanForm = { form: form.form, route: form.route.slice(0, step), stages: [], loaded, ran };
  const about = { form: form.form.path, step, format, runtime: column.runtime.id, version: ran.version };
  const facts = { ...about, options: { ...column.options } };
  const judge = new FormJudge(trial, { model, plan, noise, threads });
  const failed = failedForm(trial) ?? (await judgeAll(judge, cases, reference, doubts));
  await rm(own, { recursive: true, force: true });
  if (failed !== null) return { ...facts, state: failed.state, reason: failed.fault.what, noiseRatio: null };
  const { state, reason } = cellVerdict(judge.outputs);
  const ratios = judge.outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
  return { ...facts, state, reason, noiseRatio: ratios.length === 0 ? null : toReal(Math.max(...ratios)) };
}

async function judgeAll(
  judge: FormJudge,
  cases: readonly StagedCase[],
  reference: Reference,
  doubts: NoiseDoubts | undefined,
) {
  for (const { name } of cases) {
    const expected = await reference.outputs.get(name)?.read();
    if (expected !== undefined && judge.failed === null) await judge.judgeCase(name, expected, doubts);
  }
  return judge.failed;
}
