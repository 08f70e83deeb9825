import type { Config } from '../config/schema.js';
import type { AppliedRule } from '../config/tolerance-spec.js';
import type { Conversions, MadeRoute } from '../convert/converted.js';
import { whatRuns } from '../convert/what-runs.js';
import type { Model } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import type { StagedModel } from '../golden/stage-cases.js';
import type { Column } from '../plan/column.js';
import type { Plan, PlannedCell } from '../plan/plan.js';
import { resolveTolerances } from '../plan/resolve-tolerances.js';
import type { ResultCell, ResultOutput } from '../results.js';
import { cellTaskKey } from '../run/plan-tasks.js';
import type { TaskResult } from '../run/task.js';
import { LOADING } from '../run/task-runner.js';
import type { CellState, Fault } from '../types.js';
import { describeFailure, type Failure } from '../worker/failure.js';
import { readValues } from '../worker/value-folder.js';
import { judgeProperties } from './case-properties.js';
import { compareCase } from './compare-case.js';
import type { DriftEvidence } from './drift-evidence.js';
import type { NoiseByCase } from './noise-cache.js';
import { cellVerdict } from './verdict.js';

/** What a model's cells are compared with. */
export interface Reference {
  readonly kind: 'committed' | 'runtime';
  readonly runtime: string;
  readonly version: string;
  /** By case: the folder with the reference's outputs. */
  readonly outputs: ReadonlyMap<string, string>;
}

export interface ModelRun {
  readonly model: Model;
  readonly staged: StagedModel;
  readonly reference: Reference | { readonly missing: Fault };
  /** Null: the noise floor could not be measured, the dtype table decides. */
  readonly noise: NoiseByCase | null;
  /** Outputs, by leaf, that are the same on all inputs; none when left out. */
  readonly vacuous?: ReadonlySet<string>;
}

/** A cell and what its diagnosis needs. */
export interface ComparedCell {
  readonly cell: ResultCell;
  readonly column: Column;
  readonly evidence: readonly DriftEvidence[];
  /** How the worker failed; null when it did not. */
  readonly failure: Failure['kind'] | null;
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
): Promise<ComparedCell[]> {
  const cells: ComparedCell[] = [];
  for (const planned of plan.cells) {
    const run = runs.get(planned.model.id);
    if (run === undefined) throw new Error(`model ${planned.model.id} was planned but not staged`);
    cells.push(
      planned.kind === 'skip' ? skipped(planned) : await compareCell(planned, run, tasks, conversions, config),
    );
  }
  return cells;
}

const EMPTY = { route: [], seconds: 0, peakRssBytes: null, cached: false, outputs: [], cases: 0 };

function skipped({ model, column, state, fault }: Extract<PlannedCell, { kind: 'skip' }>): ComparedCell {
  const cell: ResultCell = { model: model.id, runtime: column.id, state, reason: fault.what, fault, ...EMPTY };
  return { cell, column, evidence: [], failure: null, version: null, effectivePrecision: null };
}

async function compareCell(
  planned: Extract<PlannedCell, { kind: 'run' }>,
  run: ModelRun,
  tasks: ReadonlyMap<string, TaskResult>,
  conversions: Conversions,
  config: Config,
): Promise<ComparedCell> {
  const { model, column, forms } = planned;
  const outputs: ResultOutput[] = [];
  const evidence: DriftEvidence[] = [];
  const loads = forms.map((form) => ({ form, loaded: whatRuns(form, planned, conversions) }));
  const ran = forms.map((form) => ({ form, result: tasks.get(cellTaskKey(model, column, form)) }));
  const seconds = ran.reduce((sum, { result }) => sum + (result?.seconds ?? 0), 0);
  const peakRssBytes = ran.reduce<number | null>(
    (most, { result }) => (result?.peakRssBytes == null ? most : Math.max(most ?? 0, result.peakRssBytes)),
    null,
  );
  const finish = (state: CellState, reason: string | null, more: Partial<ResultCell> = {}): ComparedCell => ({
    cell: {
      ...EMPTY,
      model: model.id,
      runtime: column.id,
      state,
      reason,
      cases: run.staged.cases.length,
      seconds,
      peakRssBytes,
      outputs,
      route: loads.flatMap(({ loaded }) => loaded.route),
      ...more,
    },
    column,
    evidence,
    failure: null,
    version: ran.find(({ result }) => result?.version != null)?.result?.version ?? null,
    effectivePrecision:
      ran.find(({ result }) => result?.effectivePrecision != null)?.result?.effectivePrecision ?? null,
  });
  const failures: { readonly state: CellState; readonly fault: Fault; readonly failure: Failure }[] = [];
  for (const { form, loaded } of loads) {
    const named = (fault: Fault): Fault =>
      forms.length > 1 ? { ...fault, what: `${form.path}: ${fault.what}` } : fault;
    if ('failure' in loaded) {
      const { failure, doing } = loaded;
      const fault = named(describeFailure(failure, doing, 'limits.convert'));
      failures.push({ state: convertStateOf(failure), fault, failure });
      continue;
    }
    const result = ran.find((other) => other.form === form)?.result;
    if (result === undefined) throw new Error(`${model.id} on ${column.id} was planned but not run`);
    if (result.failure !== null) {
      const { failure, doing } = result.failure;
      failures.push(
        // What a converter made and its runtime cannot read is no artefact.
        loaded.route.length > 0 && doing === LOADING && failure.kind === 'failed'
          ? { state: 'convert-failed', fault: unreadable(loaded.route, describeFailure(failure, doing)), failure }
          : { state: stateOf(failure), fault: named(describeFailure(failure, doing)), failure },
      );
      continue;
    }
    if ('missing' in run.reference)
      return finish('error', run.reference.missing.what, { fault: run.reference.missing });
    for (const staged of run.staged.cases) {
      const expected = run.reference.outputs.get(staged.name);
      const folder = result.outputs.get(staged.name);
      if (expected === undefined || folder === undefined)
        throw new Error(`case ${staged.name} of ${model.id} has no outputs`);
      const reference = await readValues(expected);
      const names = outputNames(model) ?? Object.keys(reference).sort();
      const compared = compareCase({
        case: staged.name,
        form: form.path,
        reference,
        candidate: await readValues(folder),
        expectedOutputs: names,
        names: loaded.names,
        noise: run.noise?.[staged.name] ?? {},
        tolerances: tolerancesOf(model, column, config, names),
        precision: column.precision,
      });
      outputs.push(...compared.outputs.map((one) => (run.vacuous?.has(one.name) ? { ...one, vacuous: true } : one)));
      evidence.push(...compared.evidence);
    }
    const signature = signatureOfForm(model.forms[0]);
    if (signature !== null)
      outputs.push(
        ...(await judgeProperties(run.staged.properties ?? [], {
          form: form.path,
          signature,
          names: loaded.names,
          tolerances: tolerancesOf(model, column, config),
          precision: column.precision,
          outputs: (name) => readValues(result.outputs.get(name) ?? ''),
          noise: (name) => run.noise?.[name] ?? {},
        })),
      );
  }
  // The worst form decides; what the other forms gave is there all the same.
  const [worst] = failures.sort((a, b) => FAILURES.indexOf(a.state) - FAILURES.indexOf(b.state));
  const judged = outputs.length > 0 || worst === undefined ? cellVerdict(outputs) : null;
  if (worst !== undefined && (judged === null || worst.state !== 'unsupported' || judged.state === 'pass')) {
    const { failure, fault, state } = worst;
    const signal = failure.kind === 'crashed' && failure.signal !== null ? { signal: failure.signal } : {};
    return { ...finish(state, fault.what, { fault, ...signal }), failure: failure.kind };
  }
  return judged === null ? finish('error', 'nothing was compared') : finish(judged.state, judged.reason);
}

/** States of forms that did not run, the worst first. */
const FAILURES: readonly CellState[] = ['error', 'run-failed', 'convert-failed', 'unsupported'];

/** Names of the first form, in its order; null where its format does not tell. */
export function outputNames(model: Model): string[] | null {
  return signatureOfForm(model.forms[0])?.outputs.map(({ name }) => name) ?? null;
}

/** The rule of the config for each output on a column. */
export function tolerancesOf(
  model: Model,
  column: Column,
  config: Config,
  outputs: readonly string[] = [],
): Readonly<Record<string, AppliedRule>> {
  const resolved = Object.entries(resolveTolerances(model, column, config, outputs));
  return Object.fromEntries(resolved.map(([name, { rule }]) => [name, rule]));
}

function stateOf(failure: Failure): CellState {
  switch (failure.kind) {
    case 'unsupported':
      return 'unsupported';
    case 'failed':
    case 'crashed':
    case 'timed-out':
    case 'out-of-memory':
      return 'run-failed';
    case 'never-started':
      return 'error';
  }
}

function convertStateOf(failure: Failure): CellState {
  const state = stateOf(failure);
  return state === 'run-failed' ? 'convert-failed' : state;
}

function unreadable(route: MadeRoute, fault: Fault): Fault {
  return { ...fault, what: `what ${route.at(-1)?.converter ?? 'the converter'} made cannot be used: ${fault.what}` };
}
