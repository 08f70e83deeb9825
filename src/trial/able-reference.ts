import type { RuntimeFacts } from '../adapters/define.js';
import { type Column, columnFor, otherKernels, referenceColumn } from '../plan/column.js';
import type { ModelPlan } from '../plan/plan.js';
import { LOADING, type Ran } from '../run/run-request.js';

/** What was made with a plan, and the plan: the given one, or one with another reference. */
export interface WithReference<T> {
  readonly plan: ModelPlan;
  readonly made: T;
}

/**
 * Makes something with the planned reference. Where that lacks what the model needs (a newer operator set, an operator),
 * with one runtime after another that is at home with the format as well: rare enough for an environment of its own, and
 * without one, nothing could be compared. So too where a release that a column asks for does not get as far. Where it does not load the model, with its usual kernels: ONNX Runtime without
 * optimisations cannot put together some graphs in mixed precision.
 * @param ranOf what the reference made of the model; null where it did not run
 * @returns what the first of them made that can; of the planned one if none can
 */
export async function onAbleReference<T>(
  plan: ModelPlan,
  make: (plan: ModelPlan) => Promise<T>,
  ranOf: (made: T) => Ran | null,
): Promise<WithReference<T>> {
  const planned = { plan, made: await make(plan) };
  const first = ranOf(planned.made);
  const others =
    lacks(first) || isMisfit(plan, first) ? otherReferences(plan) : failsToLoad(first) ? usualKernels(plan) : [];
  for (const reference of others) {
    const other = withReference(plan, reference);
    const made = await make(other);
    const ran = ranOf(made);
    if (!lacks(ran) && !failsToLoad(ran) && !neverStarted(ran)) return { plan: other, made };
  }
  return planned;
}

const lacks = (ran: Ran | null): boolean => ran?.failure?.failure.kind === 'unsupported';

const neverStarted = (ran: Ran | null): boolean => ran?.failure?.failure.kind === 'never-started';

/** A release that a column asks for may not start here, not read the file or not be called as its adapter does. */
function isMisfit({ reference }: ModelPlan, ran: Ran | null): boolean {
  return reference?.version !== undefined && (neverStarted(ran) || ran?.failure?.failure.kind === 'failed');
}

function failsToLoad(ran: Ran | null): boolean {
  return ran?.failure?.failure.kind === 'failed' && ran.failure.doing === LOADING;
}

function usualKernels({ reference }: ModelPlan): Column[] {
  const usual = reference === null ? null : otherKernels(reference);
  return usual === null ? [] : [usual];
}

/** Columns first, then releases of the same engine, then what is embedded: what costs least and differs least. */
function otherReferences({ cells, homes, reference, model }: ModelPlan): Column[] {
  if (reference === null) return [];
  const columns = cells.flatMap(({ kind, column }) =>
    kind === 'run' && homes.includes(column.runtime) ? [column] : [],
  );
  const same = ({ engine }: RuntimeFacts) => engine === reference.runtime.engine;
  const rest = homes.toSorted((a, b) => Number(same(b)) - Number(same(a)) || Number(a.embedded) - Number(b.embedded));
  const found = [
    ...columns.map(({ runtime, version }) => ({ ...referenceColumn(runtime), version })),
    ...rest.map(referenceColumn),
  ].map((column) => columnFor(column, model.forms));
  const isNew = ({ runtime, version }: Column, index: number) =>
    (runtime !== reference.runtime || version !== reference.version) &&
    found.findIndex((one) => one.runtime === runtime && one.version === version) === index;
  return found.filter(isNew);
}

/** The noise floor is measured where the reference is made. */
function withReference(plan: ModelPlan, reference: Column): ModelPlan {
  const { noise } = plan;
  const moves =
    noise !== null && noise.column.runtime === plan.reference?.runtime && reference.runtime.homeOf.includes('onnx');
  return { ...plan, reference, noise: moves ? { ...noise, column: reference } : noise };
}
