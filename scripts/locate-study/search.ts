import { mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formConverter } from '../../src/convert/convert-form.js';
import { committed, type Loadable } from '../../src/convert/loadable.js';
import type { KnownReferences } from '../../src/locate/known-references.js';
import { type LocatedLayer, locateLayer, type UnlocatedLayer } from '../../src/locate/locate-layer.js';
import { acceptsFloat32 } from '../../src/plan/accepts-float32.js';
import type { ModelPlan, RunPlan } from '../../src/plan/plan.js';
import type { Session } from '../../src/session.js';
import { settleInputs } from '../../src/trial/settle-inputs.js';

export interface Searched {
  readonly found: LocatedLayer | UnlocatedLayer;
  readonly seconds: number;
}

export interface SearchOptions {
  /** The ONNX that the column gets; that of the reference when left out. */
  readonly onnx?: Loadable;
  /** Only cuts, as if the runtime did not allow a look inside. */
  readonly cut: boolean;
  readonly most: number;
}

/** Searches one model on one column. @throws Error when the model has no case or no reference */
export async function search(
  plan: ModelPlan,
  { column, route }: RunPlan,
  { onnx, cut, most }: SearchOptions,
  session: Session,
  references: KnownReferences,
): Promise<Searched> {
  const { host, config, platform } = session;
  const { pool: workers, runtimes: pool, context, threads } = session.workers();
  const folder = join(host.scratch, 'located');
  mkdirSync(folder, { recursive: true });
  // The reference reads them again and again.
  const cases = join(host.scratch, 'cases', plan.model.id);
  const settled = await settleInputs(plan, { host, config, pool, folder: cases });
  const [one] = 'fault' in settled ? [] : settled.staged.cases;
  const [first] = plan.model.forms;
  if (one === undefined || plan.reference === null) throw new Error(`${plan.model.id} has no case`);
  const right = committed(first);
  const suspect = {
    model: plan.model.id,
    form: first.path,
    step: 0,
    right,
    against: null,
    onnx: onnx ?? right,
    steps: route,
    column,
    precision: column.precision,
    acceptsFloat32: acceptsFloat32(column, first),
    reference: plan.reference,
    case: one,
  };
  const made = join(folder, 'made');
  const converter = formConverter({ ...context, workers, isa: platform.isa, again: true, folder: made });
  const about = { pool, converter, references, threads, folder: join(folder, 'search'), most, onlyCuts: cut };
  const start = performance.now();
  const found = await locateLayer(suspect, { ...about, over: () => false });
  const seconds = (performance.now() - start) / 1000;
  await rm(folder, { recursive: true, force: true });
  return { found, seconds };
}
