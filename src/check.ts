import { join } from 'node:path';
import { OPERATOR_SUPPORT } from './adapters/operator-support.generated.js';
import { type Explanation, explain, Mistakes, UserError } from './errors.js';
import type { Host } from './host/host.js';
import { formatCount } from './number-format.js';
import { forecastInWords } from './plan/forecast.js';
import { missingInputs } from './plan/missing-inputs.js';
import { missingReference } from './plan/missing-reference.js';
import { nameFault } from './plan/name-fault.js';
import type { ModelPlan } from './plan/plan.js';
import { releaseFault } from './plan/static-check.js';
import { surveySession } from './plan-session.js';
import { type Session, type SessionRequest, withSession } from './session.js';
import { stageModel } from './trial/stage-model.js';

export interface StaticCheck {
  /** One text for each thing that is wrong. */
  readonly problems: readonly string[];
  /** What is likely not to be supported, a line each: nothing is wrong, and nothing has run. */
  readonly warnings: readonly string[];
  readonly summary: string;
  readonly exitCode: 0 | 1 | 2;
}

/** Config, models and goldens read and checked; nothing runs. */
export function runStaticCheck(request: SessionRequest, host: Host): Promise<StaticCheck> {
  return withSession(request, host, async (session) => {
    const mistakes = new Mistakes();
    const problems: Explanation[] = [];
    const plan = await surveySession(session, mistakes, (untracked) => problems.push(untracked));
    for (const { id, runtime, version } of session.columns) {
      const fault = releaseFault(runtime, version);
      if (fault !== null) problems.push({ where: `runtimes, version of ${id}`, ...fault });
    }
    for (const [index, model] of plan.models.entries()) problems.push(...(await problemsOf(model, index, session)));
    const found = [...mistakes.found, ...problems];
    const counts = [
      formatCount(plan.models.length, 'model'),
      formatCount(plan.columns.length, 'runtime'),
      formatCount(found.length, 'problem'),
    ];
    // The same as of a run: 2 for what is configured, 1 for models and goldens.
    const exitCode = mistakes.found.length > 0 ? 2 : found.length > 0 ? 1 : 0;
    return {
      problems: found.map(explain),
      warnings: plan.models.flatMap(warningsOf),
      summary: counts.join(', '),
      exitCode,
    };
  });
}

function warningsOf({ model, cells }: ModelPlan): string[] {
  return cells.flatMap((cell) => {
    const words = cell.kind === 'run' ? forecastInWords(cell, OPERATOR_SUPPORT) : '';
    return words === '' ? [] : [`warning: ${model.id} on ${cell.column.id}: ${words}`];
  });
}

async function problemsOf(plan: ModelPlan, index: number, { host, config }: Session): Promise<readonly Explanation[]> {
  const [first] = plan.model.forms;
  const faults = plan.model.forms.flatMap((form): Explanation[] => {
    const fault = 'fault' in form.content ? { where: form.path, ...form.content.fault } : nameFault(first, form);
    return fault === null ? [] : [fault];
  });
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
