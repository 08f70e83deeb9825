import type { ModelPlan } from '../plan/plan.js';
import type { CellFailure, ResultCell } from '../results/schema.js';
import { bySeverity } from '../results/states.js';
import { type CellVerdict, cellVerdict } from '../results/verdict.js';
import type { FormTrial, RunTrial } from '../trial/trial.js';
import type { CellState, Fault } from '../types.js';
import type { DriftEvidence } from './drift-evidence.js';
import type { FailedForm } from './failed-form.js';
import type { FormJudge } from './judge-form.js';
import type { JudgedCell } from './judged-model.js';

/** The result of one form of a cell. */
export interface JudgedForm {
  readonly path: string;
  readonly outputs: ResultCell['outputs'];
  readonly evidence: readonly DriftEvidence[];
  readonly furthest: FormJudge['furthest'];
  readonly failed: FailedForm | null;
}

const EMPTY = { route: [], seconds: 0, peakRssBytes: null, cached: false, outputs: [], cases: 0 };

/** A cell that was not run, with the state that it has instead. */
export function untriedCell(
  { model }: ModelPlan,
  column: JudgedCell['column'],
  { state, fault, failure }: FailedForm,
): JudgedCell {
  const about = { model: model.id, runtime: column.id, state, reason: fault.what, fault };
  const cell: ResultCell = { ...about, ...EMPTY, ...(failure === null ? {} : { failure }) };
  return { cell, column, evidence: [], version: null, effectivePrecision: null };
}

/** A cell from its forms: the worst decides, the results of the others are kept. */
export function judgeCell(
  { model }: ModelPlan,
  trial: RunTrial,
  forms: readonly JudgedForm[],
  cases: number,
): JudgedCell {
  const { column, refused } = trial.plan;
  const several = forms.length + refused.length > 1;
  const named = (path: string, { fault, ...rest }: FailedForm): FailedForm => ({
    ...rest,
    fault: several ? { ...fault, what: `${path}: ${fault.what}` } : fault,
  });
  const failed = [
    ...refused.map(({ form, fault }) => named(form.path, { state: 'unsupported', fault, failure: null })),
    ...forms.flatMap((form) => (form.failed === null ? [] : [named(form.path, form.failed)])),
  ];
  const counted = forms.filter((form) => form.failed === null);
  const outputs = counted.flatMap((form) => form.outputs);
  const { state, reason, fault, failure } = worstOf(outputs, failed);
  const [furthest] = counted.flatMap((form) => form.furthest ?? []).toSorted((a, b) => b.howFar - a.howFar);
  const cell: ResultCell = {
    ...EMPTY,
    ...measured(trial.forms),
    model: model.id,
    runtime: column.id,
    state,
    reason,
    cases,
    outputs,
    ...(furthest === undefined ? {} : { distribution: furthest.distribution }),
    // Several forms of a cell are led on by the same converters.
    route: trial.forms[0]?.route ?? [],
    ...staleSizes(trial.forms),
    ...(fault === null ? {} : { fault }),
    ...(failure === null ? {} : { failure }),
  };
  return { cell, column, evidence: counted.flatMap(({ evidence }) => evidence), ...reported(trial.forms) };
}

interface Worst {
  readonly state: CellState;
  readonly reason: string | null;
  readonly fault: Fault | null;
  readonly failure: CellFailure | null;
}

function worstOf(outputs: ResultCell['outputs'], failed: readonly FailedForm[]): Worst {
  const [worst] = failed.toSorted((a, b) => bySeverity(a.state, b.state));
  const judged = outputs.length > 0 || worst === undefined ? cellVerdict(outputs) : null;
  // A form that drifts outweighs one that is not supported.
  if (worst === undefined || (worst.state === 'unsupported' && judged !== null && judged.state !== 'pass'))
    return { ...(judged ?? cellVerdict(outputs)), fault: nothingFound(outputs, judged), failure: null };
  const { state, fault, failure } = worst;
  return { state, reason: fault.what, fault, failure };
}

/** Outputs that are empty in every case agree, and prove nothing: their inputs are to blame. */
function nothingFound(outputs: ResultCell['outputs'], judged: CellVerdict | null): Fault | null {
  if (judged?.state !== 'error' || outputs.length === 0 || outputs.some(({ total }) => total !== 0)) return null;
  const cases = [...new Set(outputs.map((output) => output.case))];
  return {
    what: 'every output was empty, so no number was compared',
    why: `with the inputs of ${cases.length === 1 ? `case ${cases[0]}` : `all ${cases.length} cases`} the model returns no element: a runtime that always returns nothing would pass`,
    next: 'add a golden case in which the model returns something, such as an image with an object on it; the empty one may stay beside it',
  };
}

/** What its files state wrongly, if they were read without that. */
function staleSizes(forms: readonly FormTrial[]): Pick<ResultCell, 'staleSizes'> {
  const found = forms.flatMap(({ form, withoutSizes: why }) => (why === undefined ? [] : [{ form: form.path, why }]));
  return found.length === 0 ? {} : { staleSizes: found };
}

const ranOf = (forms: readonly FormTrial[]) => forms.flatMap((form) => ('ran' in form ? [form.ran] : []));

function measured(forms: readonly FormTrial[]): Pick<ResultCell, 'seconds' | 'peakRssBytes'> {
  const ran = ranOf(forms);
  const peaks = ran.flatMap(({ peakRssBytes }) => peakRssBytes ?? []);
  return {
    seconds: ran.reduce((sum, { seconds }) => sum + seconds, 0),
    peakRssBytes: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

function reported(forms: readonly FormTrial[]): Pick<JudgedCell, 'version' | 'effectivePrecision'> {
  const ran = ranOf(forms);
  return {
    version: ran.find(({ version }) => version !== null)?.version ?? null,
    effectivePrecision: ran.find(({ effectivePrecision }) => effectivePrecision !== null)?.effectivePrecision ?? null,
  };
}
