import { type FormConverter, formConverter } from '../src/convert/convert-form.js';
import type { ModelPlan, Plan } from '../src/plan/plan.js';
import type { RuntimePool } from '../src/run/run-request.js';
import type { Session } from '../src/session.js';
import type { Trial } from '../src/trial/trial.js';
import { tryModel } from '../src/trial/try-model.js';

export interface Tried {
  readonly trial: Trial;
  readonly converter: FormConverter;
  readonly pool: RuntimePool;
}

/**
 * Runs one model of a plan as the gate does, up to where it would be judged.
 * @param folder for all files of the trial, its outputs among them, which the caller removes
 * @param again whether conversions and noise floors that are known from before are made again
 */
export async function tryPlanned(
  model: ModelPlan,
  plan: Plan,
  session: Session,
  { folder, again }: { readonly folder: string; readonly again: boolean },
): Promise<Tried> {
  const { host, config, platform } = session;
  const { pool: workers, runtimes: pool, context, threads } = session.workers();
  const { isa } = platform;
  const converter = formConverter({ ...context, workers, isa, again, folder });
  const about = { host, config, isa, pool, converter, onnxHome: plan.onnxHome, threads, folder, again };
  return { trial: await tryModel(model, { ...about, everyProbe: false }), converter, pool };
}
