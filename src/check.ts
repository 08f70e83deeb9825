import { join } from 'node:path';
import { readBaseline } from './baseline/read-baseline.js';
import { type Explanation, explain, Mistakes, UserError } from './errors.js';
import type { Host } from './host/host.js';
import { formatCount } from './number-format.js';
import { missingInputs } from './plan/missing-inputs.js';
import { missingReference } from './plan/missing-reference.js';
import type { ModelPlan } from './plan/plan.js';
import { surveySession } from './plan-session.js';
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
    const mistakes = new Mistakes();
    const plan = await surveySession(session, mistakes, (mistake) => mistakes.add(mistake));
    for (const [index, model] of plan.models.entries()) mistakes.add(...(await problemsOf(model, index, session)));
    await mistakes.attemptAsync(() => readBaseline(host.cwd, request.baseline));
    const problems = mistakes.found.map(explain);
    const counts = [
      formatCount(plan.models.length, 'model'),
      formatCount(plan.columns.length, 'runtime'),
      formatCount(problems.length, 'problem'),
    ];
    return { problems, summary: counts.join(', ') };
  });
}

async function problemsOf(plan: ModelPlan, index: number, { host, config }: Session): Promise<readonly Explanation[]> {
  const faults = plan.model.forms.flatMap(({ path, content }) =>
    'fault' in content ? [{ where: path, ...content.fault }] : [],
  );
  try {
    const folder = join(host.scratch, 'check', String(index));
    const { cases } = await stageModel(plan.model, { host, config, everyProbe: false, folder });
    const missing = missingInputs(plan, cases) ?? missingReference(plan, cases);
    return missing === null ? faults : [...faults, { where: plan.model.id, ...missing }];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [...faults, error.explanation, ...error.others];
  }
}
