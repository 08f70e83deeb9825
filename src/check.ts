import { join } from 'node:path';
import { readBaseline } from './baseline/read-baseline.js';
import { explain, UserError } from './errors.js';
import type { Host } from './host/host.js';
import { formatCount } from './number-format.js';
import { missingInputs } from './plan/missing-inputs.js';
import { nameFault } from './plan/name-fault.js';
import type { ModelPlan } from './plan/plan.js';
import { releaseFault } from './plan/static-check.js';
import { planSession } from './plan-session.js';
import { type Session, type SessionRequest, withSession } from './session.js';
import { stageModel } from './trial/stage-model.js';

export interface StaticCheck {
  /** One text for each thing that is wrong. */
  readonly problems: readonly string[];
  readonly summary: string;
}

/** Config, models and goldens read and checked; nothing runs. */
export function runStaticCheck(request: SessionRequest, host: Host): Promise<StaticCheck> {
  return withSession(request, host, async (session) => {
    const plan = await planSession(session);
    await readBaseline(host.cwd, request.baseline);
    const problems = session.columns.flatMap(({ id, runtime, version }) => {
      const fault = releaseFault(runtime, version);
      return fault === null ? [] : [explain({ where: `runtimes, version of ${id}`, ...fault })];
    });
    for (const [index, model] of plan.models.entries()) problems.push(...(await problemsOf(model, index, session)));
    const counts = [
      formatCount(plan.models.length, 'model'),
      formatCount(plan.columns.length, 'runtime'),
      formatCount(problems.length, 'problem'),
    ];
    return { problems, summary: counts.join(', ') };
  });
}

async function problemsOf(plan: ModelPlan, index: number, { host, config }: Session): Promise<string[]> {
  const [first] = plan.model.forms;
  const faults = plan.model.forms.flatMap((form) => {
    const fault = 'fault' in form.content ? { where: form.path, ...form.content.fault } : nameFault(first, form);
    return fault === null ? [] : [explain(fault)];
  });
  try {
    const folder = join(host.scratch, 'check', String(index));
    const { cases } = await stageModel(plan.model, { host, config, everyProbe: false, folder });
    const missing = missingInputs(plan, cases);
    return missing === null ? faults : [...faults, explain({ where: plan.model.id, ...missing })];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [...faults, error.message];
  }
}
