import type { Model } from '../discover/discover-models.js';
import { faultOfMistakes, Mistakes, UserError } from '../errors.js';
import { findCases } from '../golden/find-cases.js';
import type { StagedModel } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import { missingInputs } from '../plan/missing-inputs.js';
import { missingReference } from '../plan/missing-reference.js';
import type { ModelPlan, RunPlan } from '../plan/plan.js';
import type { Ran } from '../run/run-request.js';
import { onAbleReference } from './able-reference.js';
import { emptyExpectation, lostCase } from './nan-cases.js';
import { settleInputs } from './settle-inputs.js';
import { withProbes } from './stage-model.js';
import { type FormTrial, type RunTrial, type Trial, type UntriedModel, WORK_ON_INPUTS } from './trial.js';
import type { TrialContext } from './trial-context.js';
import { tryForm } from './try-form.js';
import { tryReference } from './try-reference.js';

/**
 * Runs one model on the pool: its columns, and at the same time its reference and, on the same runtime, its noise floor.
 * Inputs are made when a run needs them.
 */
export async function tryModel(planned: ModelPlan, context: TrialContext): Promise<Trial> {
  const ready = await inputsOf(planned, context);
  if ('fault' in ready) return ready;
  const { plan, staged, ran } = ready;
  const cells = Promise.all(
    plan.cells.map((cell) => (cell.kind === 'skip' ? { plan: cell } : tryCell(plan, cell, staged, context))),
  );
  // Awaited below, after the reference; until then a rejection would count as unhandled.
  cells.catch(() => {});
  const { plan: final, made } = await onAbleReference(
    plan,
    (one) => tryReference(one, staged, one === plan ? ran : null, context),
    ({ reference }) => reference,
  );
  const lost = made.reference === null ? null : await lostCase(final, staged, made.reference);
  const tried = await cells;
  if (lost !== null) return { plan: final, fault: lost, doing: WORK_ON_INPUTS.running, goldens: staged.goldens };
  return { plan: final, staged, ...made, cells: tried };
}

interface Ready {
  readonly plan: ModelPlan;
  readonly staged: StagedModel;
  /** The run of the reference with these inputs, where it was needed to find them. */
  readonly ran: Ran | null;
}

/** The cases that the model can be judged with, on a plan whose reference runs them. */
async function inputsOf(planned: ModelPlan, context: TrialContext): Promise<Ready | UntriedModel> {
  let plan = planned;
  try {
    const able = await onAbleReference(
      planned,
      (one) => settleInputs(one, context),
      (made) => ('fault' in made ? null : made.reference),
    );
    plan = able.plan;
    const settled = able.made;
    if ('fault' in settled)
      return { plan, fault: settled.fault, doing: WORK_ON_INPUTS.inventing, goldens: 'synthetic' };
    const staged = await withProbes(plan.model, settled.staged, context);
    const { goldens } = staged;
    const missing = missingInputs(plan, staged.cases);
    if (missing !== null) return { plan, fault: missing, doing: WORK_ON_INPUTS.reading, goldens: 'none' };
    const empty = await emptyExpectation(plan, staged);
    if (empty !== null) return { plan, fault: empty, doing: WORK_ON_INPUTS.reading, goldens };
    const incomparable = missingReference(plan, staged.cases);
    if (incomparable !== null) return { plan, fault: incomparable, doing: null, goldens };
    // With probes there is more to run than the reference has run.
    return { plan, staged, ran: staged === settled.staged ? settled.reference : null };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const goldens = (await hasGoldens(plan.model, context.host)) ? 'committed' : 'none';
    return { plan, fault: faultOfMistakes(error), doing: WORK_ON_INPUTS.reading, goldens };
  }
}

/** Whether there are golden cases at all, whatever is wrong with them. */
async function hasGoldens({ id, forms: [{ path }], entry: { golden } }: Model, { cwd }: Host): Promise<boolean> {
  const place = { root: cwd, model: id, form: path, ...(golden !== undefined && { folder: golden }) };
  const found = await new Mistakes().attemptAsync(() => findCases(place));
  return found !== undefined && found.length > 0;
}

/** Every form of a cell, one after another: they share a column, and so workers. */
async function tryCell(plan: ModelPlan, cell: RunPlan, staged: StagedModel, context: TrialContext): Promise<RunTrial> {
  const forms: FormTrial[] = [];
  for (const form of cell.forms) forms.push(await tryForm(plan, cell, form, staged, context));
  return { plan: cell, forms };
}
