import { join } from 'node:path';
import { KNOWN_SUPPORT } from './adapters/operator-support.generated.js';
import { type Explanation, explain, Mistakes, UserError } from './errors.js';
import type { Host } from './host/host.js';
import { noModel } from './no-model.js';
import { formatCount } from './number-format.js';
import { floatFault } from './plan/float-fault.js';
import { forecastInWords } from './plan/forecast.js';
import { missingInputs } from './plan/missing-inputs.js';
import { missingReference } from './plan/missing-reference.js';
import { nameFault, outputFault } from './plan/name-fault.js';
import type { ModelPlan } from './plan/plan.js';
import { releaseFault } from './plan/static-check.js';
import { surveySession } from './plan-session.js';
import { type Session, type SessionRequest, withSession } from './session.js';
import { stageModel } from './trial/stage-model.js';
import type { Fault } from './types.js';

export interface StaticCheck {
  /** One text for each thing that is wrong. */
  readonly problems: readonly string[];
  /** What is likely not to be supported, a line each: nothing is wrong, and nothing has run. */
  readonly warnings: readonly string[];
  readonly summary: string;
  readonly exitCode: 0 | 1 | 2;
}

/** What is wrong with one model, and why no column runs it, if none does. */
export interface CheckedModel {
  /** Path of its first form. */
  readonly path: string;
  readonly problems: readonly Explanation[];
  /** Null when some column runs it. */
  readonly skipped: Fault | null;
  /** What is likely not to be supported, a line for each column. */
  readonly forecast: readonly string[];
}

export interface CheckedSession {
  /** In the configuration. */
  readonly mistakes: readonly Explanation[];
  /** Of columns and of files as git has them. */
  readonly problems: readonly Explanation[];
  readonly models: readonly CheckedModel[];
  readonly columns: number;
}

/** Config, models and goldens read and checked; nothing runs. */
export function runStaticCheck(request: SessionRequest, host: Host): Promise<StaticCheck> {
  return withSession(request, host, async (session) => {
    const { mistakes, problems, models, columns } = await checkSession(session);
    const found = [...mistakes, ...problems, ...models.flatMap((model) => model.problems)];
    const counts = [
      formatCount(models.length, 'model'),
      formatCount(columns, 'runtime'),
      formatCount(found.length, 'problem'),
    ];
    // The same as of a run: 2 for what is configured, 1 for models and goldens.
    const exitCode = mistakes.length > 0 ? 2 : found.length > 0 ? 1 : 0;
    return {
      problems: found.map(explain),
      warnings: models.flatMap(({ forecast }) => forecast),
      summary: counts.join(', '),
      exitCode,
    };
  });
}

function forecastOf({ model, cells }: ModelPlan): string[] {
  return cells.flatMap((cell) => {
    const words = cell.kind === 'run' ? forecastInWords(cell, KNOWN_SUPPORT) : '';
    return words === '' ? [] : [`warning: ${model.id} on ${cell.column.id}: ${words}`];
  });
}

/** The same as data, by model. */
export async function checkSession(session: Session): Promise<CheckedSession> {
  const mistakes = new Mistakes();
  const problems: Explanation[] = [];
  const plan = await surveySession(session, mistakes, (untracked) => problems.push(untracked));
  if (plan.models.length === 0 && mistakes.found.length === 0) mistakes.add(noModel(session.host.cwd));
  for (const { id, runtime, version } of session.columns) {
    const fault = releaseFault(runtime, version);
    if (fault !== null) problems.push({ where: `runtimes, version of ${id}`, ...fault });
  }
  const models: CheckedModel[] = [];
  for (const [index, model] of plan.models.entries())
    models.push({
      path: model.model.forms[0].path,
      problems: await problemsOf(model, index, session),
      skipped: whySkipped(model),
      forecast: forecastOf(model),
    });
  return { mistakes: mistakes.found, problems, models, columns: plan.columns.length };
}

function whySkipped({ cells }: ModelPlan): Fault | null {
  const [first] = cells;
  return first?.kind === 'skip' && cells.every(({ kind }) => kind === 'skip') ? first.fault : null;
}

async function problemsOf(
  plan: ModelPlan,
  index: number,
  { host, config, doubtful }: Session,
): Promise<readonly Explanation[]> {
  // What its entry lacks makes other things seem wrong.
  const isDoubtful = doubtful.models.has(plan.model.entry);
  const [first] = plan.model.forms;
  const faults = plan.model.forms.flatMap((form): Explanation[] => {
    const fault =
      'fault' in form.content
        ? { where: form.path, ...form.content.fault }
        : isDoubtful
          ? null
          : (nameFault(first, form) ?? floatFault(first, form) ?? outputFault(first, form));
    return fault === null ? [] : [fault];
  });
  if (isDoubtful) return faults;
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
