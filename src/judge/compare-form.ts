import type { TallyTeam } from '../compare/kernel/tally-team.js';
import type { Config } from '../config/schema.js';
import type { MadeRoute } from '../convert/converted.js';
import type { whatRuns } from '../convert/what-runs.js';
import { outputNames } from '../discover/discover-models.js';
import { type Form, signatureOfForm } from '../discover/form.js';
import type { Column } from '../plan/column.js';
import { appliedRules } from '../plan/resolve-tolerances.js';
import { FAILURES, recordFailure } from '../results/failures.js';
import type { CellFailure, ResultOutput } from '../results/schema.js';
import type { TaskResult } from '../trial/task.js';
import { LOADING } from '../trial/task-runner.js';
import type { CellState, Fault } from '../types.js';
import { readValues } from '../values/value-folder.js';
import { describeFailure, type Failure } from '../worker/failure.js';
import { judgeProperties } from './case-properties.js';
import { compareCase } from './compare-case.js';
import type { DriftEvidence } from './drift-evidence.js';
import type { ModelRun } from './model-run.js';

/** One form on one column, after its run. */
export interface RanForm {
  readonly form: Form;
  readonly loaded: ReturnType<typeof whatRuns>;
  /** Undefined when it was not converted, and so not run. */
  readonly result: TaskResult | undefined;
}

/** Why a form gave nothing to compare. */
export interface FailedForm {
  readonly state: CellState;
  readonly fault: Fault;
  /** Null when no worker failed: it was refused by the plan, or has no reference. */
  readonly failure: CellFailure | null;
}

export type ComparedForm =
  | { readonly ok: true; readonly outputs: readonly ResultOutput[]; readonly evidence: readonly DriftEvidence[] }
  | ({ readonly ok: false } & FailedForm);

/** Compares the outputs of one form, case by case; one case's are in memory at a time. */
export async function compareForm(
  { form, loaded, result }: RanForm,
  run: ModelRun,
  column: Column,
  config: Config,
  team?: TallyTeam,
): Promise<ComparedForm> {
  if ('failure' in loaded) {
    const { failure, doing } = loaded;
    return {
      ok: false,
      state: convertStateOf(failure),
      fault: describeFailure(failure, doing, 'limits.convert'),
      failure: recordFailure(failure, doing),
    };
  }
  if (result === undefined) throw new Error(`${form.path} on ${column.id} was planned but not run`);
  if (result.failure !== null) {
    const { failure, doing, case: running } = result.failure;
    const fault = describeFailure(failure, doing);
    const record = recordFailure(failure, doing, running);
    // What a converter made and its runtime cannot read is no artefact.
    if (loaded.route.length > 0 && doing === LOADING && failure.kind === 'failed')
      return { ok: false, state: 'convert-failed', fault: unreadable(loaded.route, fault), failure: record };
    return { ok: false, state: FAILURES[failure.kind].state, fault, failure: record };
  }
  const { model, reference } = run;
  if ('missing' in reference) return { ok: false, state: 'error', fault: reference.missing, failure: null };
  const { precision } = column;
  const outputs: ResultOutput[] = [];
  const evidence: DriftEvidence[] = [];
  for (const { name } of run.staged.cases) {
    const [expected, candidate] = [reference.outputs.get(name), result.outputs.get(name)];
    if (expected === undefined || candidate === undefined)
      throw new Error(`case ${name} of ${model.id} has no outputs`);
    const of = await readValues(expected);
    // Formats that do not tell their outputs are judged by what the reference gives.
    const names = outputNames(model) ?? Object.keys(of).sort();
    const compared = compareCase({
      case: name,
      form: form.path,
      reference: of,
      candidate: await readValues(candidate),
      expectedOutputs: names,
      names: loaded.names,
      noise: run.noise?.[name] ?? {},
      tolerances: appliedRules(model, column, config, names),
      precision,
      team,
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
        tolerances: appliedRules(model, column, config),
        precision,
        outputs: (name) => readValues(result.outputs.get(name) ?? ''),
        noise: (name) => run.noise?.[name] ?? {},
      })),
    );
  return { ok: true, outputs, evidence };
}

function convertStateOf(failure: Failure): CellState {
  const { state } = FAILURES[failure.kind];
  return state === 'run-failed' ? 'convert-failed' : state;
}

function unreadable(route: MadeRoute, fault: Fault): Fault {
  return { ...fault, what: `what ${route.at(-1)?.converter ?? 'the converter'} made cannot be used: ${fault.what}` };
}
