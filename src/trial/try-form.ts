import { join } from 'node:path';
import type { RuntimeFacts } from '../adapters/define.js';
import { committed } from '../convert/loadable.js';
import type { Form } from '../discover/form.js';
import { goldenCases, type StagedModel } from '../golden/stage-cases.js';
import type { ModelPlan, RunPlan } from '../plan/plan.js';
import { staticFault } from '../plan/static-check.js';
import { casesFor, failedRun, type Ran } from '../run/run-request.js';
import type { Signature } from '../types.js';
import type { FormTrial } from './trial.js';
import type { FormContext } from './trial-context.js';

/** One form on the column, after the conversions on its route. */
export async function tryForm(
  { model }: Pick<ModelPlan, 'model'>,
  { column, route }: Pick<RunPlan, 'column' | 'route'>,
  form: Form,
  staged: StagedModel,
  context: FormContext,
): Promise<FormTrial> {
  const converted = route.length === 0 ? null : await context.converter.convert(form, route, goldenCases(staged));
  if (converted?.ok === false) {
    const { failure, doing } = converted;
    return { form, route: converted.route, unconverted: { failure, doing } };
  }
  const stages = converted?.stages ?? [];
  const loaded = stages.at(-1) ?? committed(form);
  const made = { form, route: converted?.route ?? [], stages, loaded };
  // A conversion may have changed the types, which the plan could not know: they are checked now.
  const refusal = route.length === 0 ? null : refused(loaded.signature, column.runtime);
  if (refusal !== null) return { ...made, ran: refusal };
  const { format, changes } = loaded;
  const ran = await context.pool.run({
    title: `${model.id} on ${column.id}`,
    column,
    model: loaded,
    format,
    changes,
    cases: casesFor(loaded, staged.cases),
    folder: join(context.folder, 'cells'),
  });
  return { ...made, ran };
}

function refused(signature: Signature | null, runtime: RuntimeFacts): Ran | null {
  const fault = signature === null ? null : staticFault(signature, runtime);
  if (fault === null) return null;
  const failure = { kind: 'unsupported', type: 'ElementType', message: fault.what } as const;
  return failedRun({ failure, doing: 'preparing the inputs' });
}
