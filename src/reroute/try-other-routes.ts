/** The other routes of cells that do not pass: they show whether the model or one of its conversions is to blame. */
import type { Config } from '../config/schema.js';
import type { Form } from '../discover/form.js';
import type { SeenBefore } from '../judge/judge-cases.js';
import type { JudgedModel } from '../judge/judged-model.js';
import type { Route, RouteStep } from '../plan/routes.js';
import type { ResultCell, ResultOtherRoute } from '../results/schema.js';
import { fromReal, toReal } from '../tensor/real.js';
import { type FormTrial, isRun, type RunTrial, type Trial, type TriedModel } from '../trial/trial.js';
import type { FormContext } from '../trial/trial-context.js';
import { tryForm } from '../trial/try-form.js';
import type { CellState } from '../types.js';
import { provenForms } from './proven-forms.js';

export interface RerouteContext extends FormContext {
  readonly config: Pick<Config, 'routes'>;
  judge(trial: Trial): Promise<JudgedModel>;
  /** Recorded results that stand beside the trial. */
  readonly before?: readonly SeenBefore[];
}

/** A model on the routes on which its cells are judged. */
export interface Rerouted {
  readonly trial: Trial;
  readonly judged: JudgedModel;
}

/**
 * Tries the other routes of every cell that does not pass, the cheapest first, until one passes or the budget is spent.
 *
 * Nobody chose the route of a converted cell: it is judged on the first route that passes, else on the first whose numbers
 * could be compared, else on the cheapest. A form that drifts may be wrong itself, unless it is proven: then no other form
 * hides it. A committed form that its runtime reads is what is deployed: its cell is judged on it, whatever the routes
 * show.
 */
export async function tryOtherRoutes(trial: Trial, judged: JudgedModel, context: RerouteContext): Promise<Rerouted> {
  if ('fault' in trial) return { trial, judged };
  const proven = provenForms(trial, judged, context.before ?? []);
  const rerouted = await Promise.all(
    trial.cells.map((tried, index) => {
      const cell = judged.cells[index]?.cell;
      return isRun(tried) && cell !== undefined && mayReroute(tried, cell)
        ? rerouteCell({ tried, cell }, trial, { ...context, proven })
        : null;
    }),
  );
  const cells = trial.cells.map((tried, index) => rerouted[index]?.chosen ?? tried);
  const replaced = cells.some((tried, index) => tried !== trial.cells[index]);
  const after = replaced ? { ...trial, cells } : trial;
  const again = replaced ? await context.judge(after) : judged;
  const withOthers = again.cells.map((one, index) => {
    const others = rerouted[index]?.others ?? [];
    return others.length === 0 ? one : { ...one, cell: { ...one.cell, otherRoutes: others } };
  });
  return { trial: after, judged: { ...again, cells: withOthers } };
}

interface CellContext extends RerouteContext {
  readonly proven: ReadonlySet<Form>;
}

/** How far a cell came on one route. */
interface Attempt {
  readonly tried: RunTrial;
  readonly cell: ResultCell;
}

/** Whether another route can tell anything: an error is the gate's own, and a form that runs as committed is compared. */
function mayReroute({ plan }: RunTrial, { state }: ResultCell): boolean {
  if (plan.otherRoutes.length === 0 || state === 'pass' || state === 'error') return false;
  return plan.route.length > 0 || state !== 'drift';
}

async function rerouteCell(
  first: Attempt,
  trial: TriedModel,
  context: CellContext,
): Promise<{ readonly chosen: RunTrial; readonly others: ResultOtherRoute[] }> {
  const { plan } = first.tried;
  const { tries, seconds } = context.config.routes;
  const attempts = [first];
  const late: ResultOtherRoute[] = [];
  const start = performance.now();
  for (const route of plan.otherRoutes) {
    if (attempts.length === tries || attempts.some(({ cell }) => cell.state === 'pass')) break;
    if (plan.route.length > 0 && wouldHide(attempts, route, context.proven)) continue;
    if (attempts.some((attempt) => failedBefore(attempt, route))) continue;
    if (performance.now() - start > seconds * 1000) {
      const reason = `not tried: the ${seconds} s of routes.seconds are over`;
      late.push({ ...routeOf(route.form, route.steps), state: 'not-run', reason, noiseRatio: null });
      break;
    }
    attempts.push(await tryRoute(route, first.tried, trial, context));
  }
  const chosen = plan.route.length === 0 ? first : best(first, attempts);
  const others = attempts.filter((attempt) => attempt !== chosen).map(resultOf);
  return { chosen: chosen.tried, others: [...others, ...late] };
}

async function tryRoute(
  { form, steps }: Route,
  { plan: planned }: RunTrial,
  trial: TriedModel,
  context: RerouteContext,
): Promise<Attempt> {
  // Forms that are converted together are judged together, or what one computes otherwise would go unseen.
  const together = planned.route.length > 0 && planned.forms[0] === form ? planned.forms : [form];
  const plan = { ...planned, forms: together, refused: [], route: steps };
  const forms: FormTrial[] = [];
  for (const one of together) forms.push(await tryForm(trial.plan, plan, one, trial.staged, context));
  const tried = { plan, forms };
  const [judged] = (await context.judge({ ...trial, cells: [tried] })).cells;
  if (judged === undefined) throw new Error('one cell was judged');
  return { tried, cell: judged.cell };
}

/** The first that passes, else the first whose numbers were compared, else the first. */
function best(first: Attempt, attempts: readonly Attempt[]): Attempt {
  const inState = (state: CellState) => attempts.find(({ cell }) => cell.state === state);
  return inState('pass') ?? inState('drift') ?? first;
}

/** Whether a pass on the route would hide the drift of another form, which may be wrong itself. */
function wouldHide(attempts: readonly Attempt[], { form }: Route, proven: ReadonlySet<Form>): boolean {
  return attempts.some(
    ({ tried: { plan }, cell: { state } }) =>
      state === 'drift' && !plan.forms.includes(form) && plan.forms.some((one) => !proven.has(one)),
  );
}

/** Whether the route begins with the conversions of which the last failed. */
function failedBefore({ tried }: Attempt, { form, steps }: Route): boolean {
  const [only] = tried.forms;
  if (only === undefined || !('unconverted' in only) || only.form !== form) return false;
  const failed = tried.plan.route.slice(0, only.route.length + 1);
  return failed.every(({ converter }, index) => steps[index]?.converter.id === converter.id);
}

function routeOf({ path }: Form, steps: readonly RouteStep[]): Pick<ResultOtherRoute, 'form' | 'converters'> {
  return { form: path, converters: steps.map(({ converter: { id } }) => id) };
}

function resultOf({ tried: { plan, forms }, cell }: Attempt): ResultOtherRoute {
  const [only] = forms;
  if (only === undefined) throw new Error('a route starts from a form');
  const ratios = cell.outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
  return {
    ...routeOf(only.form, plan.route),
    state: cell.state,
    reason: cell.reason,
    noiseRatio: ratios.length === 0 ? null : toReal(Math.max(...ratios)),
  };
}
