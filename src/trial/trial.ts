/** One model after its runs, ready to be judged: what ran where, and with what outcome. */
import type { Loadable, MadeRoute } from '../convert/loadable.js';
import type { Form } from '../discover/form.js';
import type { StagedModel } from '../golden/stage-cases.js';
import type { NoiseByCase } from '../noise/noise-floor.js';
import type { ModelPlan, RunPlan, SkipPlan } from '../plan/plan.js';
import type { Ran, RunFailure } from '../run/run-request.js';
import type { Fault } from '../types.js';

export type Trial = TriedModel | UntriedModel;

export interface TriedModel {
  readonly plan: ModelPlan;
  readonly staged: StagedModel;
  /** The model on the runtime that makes its reference; null if the committed outputs are enough, or no runtime can. */
  readonly reference: Ran | null;
  /** Set when the reference differs from itself: then there is nothing to compare with. */
  readonly random: Fault | null;
  /** Null: not measured, the dtype table decides. */
  readonly noise: NoiseByCase | null;
  /** Outputs, by leaf, that do not depend on the inputs; null if only comparing the golden cases can show it. */
  readonly still: readonly string[] | null;
  /** One for each column, in their order. */
  readonly cells: readonly CellTrial[];
}

/** What is done with the inputs of a model before its outputs are compared: what fails there is the fault of no runtime. */
export const WORK_ON_INPUTS = {
  inventing: 'making up inputs',
  reading: 'reading its golden cases',
  running: 'running its golden cases',
} as const;

/** Where the inputs of a model come from; `none`: it has none, or none that can be read. */
export type InputSource = StagedModel['goldens'] | 'none';

/** A model that was not run at all. */
export interface UntriedModel {
  readonly plan: ModelPlan;
  /** Its goldens are wrong, its inputs are unknown, or it has no reference. */
  readonly fault: Fault;
  /** What was being done; null where there is nothing to compare with. */
  readonly doing: (typeof WORK_ON_INPUTS)[keyof typeof WORK_ON_INPUTS] | null;
  readonly goldens: InputSource;
}

export type CellTrial = { readonly plan: SkipPlan } | RunTrial;

export interface RunTrial {
  readonly plan: RunPlan;
  readonly forms: readonly FormTrial[];
}

/** One form on one column. */
export type FormTrial = RanForm | UnconvertedForm;

export interface RanForm {
  readonly form: Form;
  /** Conversions from the form to what was loaded; none for a form that runs as committed. */
  readonly route: MadeRoute;
  /** The result of each conversion, in order. */
  readonly stages: readonly Loadable[];
  /** What was loaded: the last of the stages, or the form itself. */
  readonly loaded: Loadable;
  readonly ran: Ran;
  /** What the form states wrongly of its inner values, if it was read without these statements, in words. */
  readonly withoutSizes?: string;
}

/** A form that could not be converted, and so did not run. */
export interface UnconvertedForm {
  readonly form: Form;
  readonly route: MadeRoute;
  readonly unconverted: RunFailure;
  /** As of a form that ran. */
  readonly withoutSizes?: string;
}

export function isRun(cell: CellTrial): cell is RunTrial {
  return 'forms' in cell;
}
