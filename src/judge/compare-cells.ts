import type { TallyTeam } from '../compare/kernel/tally-team.js';
import type { Config } from '../config/schema.js';
import type { Conversions } from '../convert/converted.js';
import { whatRuns } from '../convert/what-runs.js';
import type { Column } from '../plan/column.js';
import type { Plan, PlannedCell } from '../plan/plan.js';
import type { CellFailure, ResultCell } from '../results/schema.js';
import { bySeverity } from '../results/states.js';
import { cellVerdict } from '../results/verdict.js';
import { cellTaskKey } from '../trial/plan-tasks.js';
import type { TaskResult } from '../trial/task.js';
import type { CellState, Fault } from '../types.js';
import { compareForm, type FailedForm, type RanForm } from './compare-form.js';
import type { DriftEvidence } from './drift-evidence.js';
import type { ModelRun } from './model-run.js';

/** A cell and what its diagnosis needs. */
export interface ComparedCell {
  readonly cell: ResultCell;
  readonly column: Column;
  readonly evidence: readonly DriftEvidence[];
  /** Release of the runtime that answered, and the arithmetic that it says it used; null where it did not say. */
  readonly version: string | null;
  readonly effectivePrecision: string | null;
}

/** Judges every planned cell: one set of outputs is in memory at a time. */
export async function compareCells(
  plan: Plan,
  runs: ReadonlyMap<string, ModelRun>,
  tasks: ReadonlyMap<string, TaskResult>,
  config: Config,
  conversions: Conversions = new Map(),
  team?: TallyTeam,
): Promise<ComparedCell[]> {
  const cells: ComparedCell[] = [];
  for (const planned of plan.cells) {
    const run = runs.get(planned.model.id);
    if (run === undefined) throw new Error(`model ${planned.model.id} was planned but not staged`);
    cells.push(
      planned.kind === 'skip' ? skipped(planned) : await compareCell(planned, run, tasks, conversions, config, team),
    );
  }
  return cells;
}

const EMPTY = { route: [], seconds: 0, peakRssBytes: null, cached: false, outputs: [], cases: 0 };

function skipped({ model, column, state, fault }: Extract<PlannedCell, { kind: 'skip' }>): ComparedCell {
  const cell: ResultCell = { model: model.id, runtime: column.id, state, reason: fault.what, fault, ...EMPTY };
  return { cell, column, evidence: [], version: null, effectivePrecision: null };
}

type RunCell = Extract<PlannedCell, { kind: 'run' }>;

async function compareCell(
  planned: RunCell,
  run: ModelRun,
  tasks: ReadonlyMap<string, TaskResult>,
  conversions: Conversions,
  config: Config,
  team: TallyTeam | undefined,
): Promise<ComparedCell> {
  const { model, column, forms, refused } = planned;
  const ran = forms.map((form) => ({
    form,
    loaded: whatRuns(form, planned, conversions),
    result: tasks.get(cellTaskKey(model, column, form)),
  }));
  const outputs: ResultCell['outputs'] = [];
  const evidence: DriftEvidence[] = [];
  const failed: FailedForm[] = [];
  const several = forms.length + refused.length > 1;
  const fail = (path: string, { fault, ...rest }: FailedForm) =>
    failed.push({ ...rest, fault: several ? { ...fault, what: `${path}: ${fault.what}` } : fault });
  for (const { form, fault } of refused) fail(form.path, { state: 'unsupported', fault, failure: null });
  for (const one of ran) {
    const compared = await compareForm(one, run, column, config, team);
    if (compared.ok) {
      outputs.push(...compared.outputs);
      evidence.push(...compared.evidence);
    } else fail(one.form.path, compared);
  }
  const { state, reason, fault, failure } = worstOf(outputs, failed);
  const cell: ResultCell = {
    ...EMPTY,
    ...measured(ran),
    model: model.id,
    runtime: column.id,
    state,
    reason,
    cases: run.staged.cases.length,
    outputs,
    route: ran.flatMap(({ loaded }) => loaded.route),
    ...(fault === null ? {} : { fault }),
    ...(failure === null ? {} : { failure }),
  };
  return { cell, column, evidence, ...told(ran) };
}

interface Worst {
  readonly state: CellState;
  readonly reason: string | null;
  readonly fault: Fault | null;
  readonly failure: CellFailure | null;
}

/** The worst form decides; what the other forms gave is in the cell all the same. */
function worstOf(outputs: ResultCell['outputs'], failed: readonly FailedForm[]): Worst {
  const [worst] = failed.toSorted((a, b) => bySeverity(a.state, b.state));
  const judged = outputs.length > 0 || worst === undefined ? cellVerdict(outputs) : null;
  // That one form is not supported is less than that another drifts.
  if (worst === undefined || (worst.state === 'unsupported' && judged !== null && judged.state !== 'pass'))
    return { ...(judged ?? cellVerdict(outputs)), fault: null, failure: null };
  const { state, fault, failure } = worst;
  return { state, reason: fault.what, fault, failure };
}

function measured(ran: readonly RanForm[]): Pick<ResultCell, 'seconds' | 'peakRssBytes'> {
  const peaks = ran.flatMap(({ result }) => result?.peakRssBytes ?? []);
  return {
    seconds: ran.reduce((sum, { result }) => sum + (result?.seconds ?? 0), 0),
    peakRssBytes: peaks.length === 0 ? null : Math.max(...peaks),
  };
}

function told(ran: readonly RanForm[]): Pick<ComparedCell, 'version' | 'effectivePrecision'> {
  const first = <T>(values: readonly (T | null | undefined)[]): T | null =>
    values.find((value) => value != null) ?? null;
  return {
    version: first(ran.map(({ result }) => result?.version)),
    effectivePrecision: first(ran.map(({ result }) => result?.effectivePrecision)),
  };
}
