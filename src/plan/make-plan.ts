import type { Model } from '../discover/discover-models.js';
import { type Column, columnFor, referenceColumn } from './column.js';
import { findReference, homesOf } from './find-reference.js';
import type { ModelPlan, NoiseSource, Plan, PlanContext } from './plan.js';
import { type ModelContext, planCell } from './plan-cell.js';
import { routeFinder } from './routes.js';
import { platformFault } from './static-check.js';
import { withEveryForm } from './with-every-form.js';

/**
 * Decides for every model and column whether and how it runs. Pure: depends on signatures and adapter tables only.
 * @throws UserError for a rule of the config that cannot judge the output it was written for
 */
export function makePlan(models: readonly Model[], columns: readonly Column[], context: PlanContext): Plan {
  const { runtimes, platform } = context;
  const home = runtimes.find(
    (one) => one.embedded && one.homeOf.includes('onnx') && platformFault(one, platform) === null,
  );
  const routesTo = routeFinder(context.converters, platform);
  return {
    models: models.map((model) => planModel(model, columns, { ...context, routesTo })),
    columns,
    onnxHome: home === undefined ? null : referenceColumn(home),
  };
}

function planModel(model: Model, all: readonly Column[], context: ModelContext): ModelPlan {
  const { runtimes, platform } = context;
  const columns = all.map((column) => columnFor(column, model.forms));
  const present = [...columns, ...(context.others ?? []).map((column) => columnFor(column, model.forms))];
  const home = findReference(model.forms[0], present, context);
  const graph = graphOf(model);
  const jittered = graph === null ? null : findReference(graph.form, present, context);
  return {
    model,
    cells: withEveryForm(
      model,
      columns.map((column) => planCell(model, column, columns, context)),
    ),
    reference: home === null ? null : columnFor(home, model.forms),
    homes: homesOf(model.forms[0], runtimes, platform),
    noise: graph === null || jittered === null ? null : { ...graph, column: jittered },
  };
}

/** The first form that is ONNX, whose weights can be jittered; often the first form itself. */
function graphOf({ forms }: Model): Pick<NoiseSource, 'form' | 'onnx'> | null {
  for (const form of forms)
    if (!('fault' in form.content) && form.content.onnx !== undefined) return { form, onnx: form.content.onnx };
  return null;
}
