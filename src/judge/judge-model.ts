import type { TallyPool } from '../compare/kernel/tally-pool.js';
import { isRun, type RunTrial, type Trial, type TriedModel, type UntriedModel } from '../trial/trial.js';
import { type FailedForm, failedForm } from './failed-form.js';
import { type Compared, type FindOnlyRounding, judgeCases, type SeenBefore } from './judge-cases.js';
import { judgeCell, untriedCell } from './judge-cell.js';
import { FormJudge } from './judge-form.js';
import type { JudgedCell, JudgedModel } from './judged-model.js';
import { type NoReference, type Reference, referenceOf } from './reference.js';

/**
 * Judges one model, case by case: the reference is read once for all columns, every output of a column once. This gives
 * the verdicts, the evidence, the consensus of the columns, and the outputs that never vary.
 * @param before recorded results that stand beside the trial, and that can cast doubt on its noise floor too
 * @param findOnlyRounding asked about outputs whose noise floor is as large as their variation
 */
export async function judgeModel(
  trial: Trial,
  threads?: TallyPool,
  before: readonly SeenBefore[] = [],
  findOnlyRounding: FindOnlyRounding = async () => new Set(),
): Promise<JudgedModel> {
  if ('fault' in trial) return judgeUntried(trial);
  const found = referenceOf(trial);
  const judges = 'missing' in found ? new Map<RunTrial, FormJudge[]>() : judgesOf(trial, threads);
  const compared = 'missing' in found ? found : await judgeCases(trial, found, judges, { before, findOnlyRounding });
  const { consensus, still, doubts } = 'missing' in compared ? NOTHING_COMPARED : compared;
  const reference = 'missing' in compared ? compared : found;
  for (const judge of [...judges.values()].flat()) await judge.judgeProperties(trial.staged.properties ?? []);
  return {
    plan: trial.plan,
    goldens: trial.staged.cases.length === 0 ? 'none' : trial.staged.goldens,
    reference,
    noise: trial.noise,
    ...(Object.keys(doubts).length > 0 && { doubts }),
    cells: trial.cells.map((cell) =>
      isRun(cell)
        ? cellOf(trial, cell, reference, judges.get(cell) ?? [], new Set(still))
        : untriedCell(trial.plan, cell.plan.column, { ...cell.plan, failure: null }),
    ),
    consensus,
  };
}

const NOTHING_COMPARED: Compared = { consensus: [], still: [], doubts: {} };

/** A finding at the model: the others continue. */
function judgeUntried({ plan, fault, doing, goldens }: UntriedModel): JudgedModel {
  const state = doing === null ? 'error' : 'run-failed';
  const failure = doing === null ? null : ({ kind: 'failed', doing } as const);
  return {
    plan,
    goldens,
    reference: { missing: fault },
    noise: null,
    cells: plan.cells.map((cell) =>
      untriedCell(plan, cell.column, cell.kind === 'skip' ? { ...cell, failure: null } : { state, fault, failure }),
    ),
    consensus: [],
  };
}

/** Of the forms that ran to their end. */
function judgesOf({ plan, noise, cells }: TriedModel, threads: TallyPool | undefined): Map<RunTrial, FormJudge[]> {
  return new Map(
    cells
      .filter(isRun)
      .map((cell) => [
        cell,
        cell.forms.flatMap((form) =>
          'ran' in form && form.ran.failure === null
            ? [new FormJudge(form, { model: plan.model, plan: cell.plan, noise, threads })]
            : [],
        ),
      ]),
  );
}

function unjudgedForm({ missing, refused }: NoReference): FailedForm {
  return { state: refused === true ? 'run-failed' : 'error', fault: missing, failure: null };
}

function cellOf(
  { plan, staged }: TriedModel,
  cell: RunTrial,
  reference: Reference | NoReference,
  judges: readonly FormJudge[],
  still: ReadonlySet<string>,
): JudgedCell {
  const forms = cell.forms.map((form) => {
    const judge = judges.find(({ trial }) => trial === form);
    const unjudged = 'missing' in reference ? unjudgedForm(reference) : null;
    const outputs = (judge?.outputs ?? []).map((one) => (still.has(one.name) ? { ...one, vacuous: true } : one));
    const failed = failedForm(form) ?? judge?.failed ?? unjudged;
    const { evidence = [], furthest = null } = judge ?? {};
    return { path: form.form.path, outputs, evidence, furthest, failed };
  });
  return judgeCell(plan, cell, forms, staged.cases.length);
}
