import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { formConverter } from '../../src/convert/convert-form.js';
import type { Host } from '../../src/host/host.js';
import type { ModelPlan, Plan } from '../../src/plan/plan.js';
import { planSession } from '../../src/plan-session.js';
import type { Ran } from '../../src/run/run-request.js';
import { type Session, withSession } from '../../src/session.js';
import { isRun, type TriedModel } from '../../src/trial/trial.js';
import { tryModel } from '../../src/trial/try-model.js';
import { FAULTY_ON, faultOfCell, HONEST } from './columns.js';
import { faultyRuns } from './faulty-runs.js';
import { fixedRules } from './fixed-rules.js';
import { judgeRun } from './judge-run.js';
import type { FailedCell, JudgedCell, StudyFault, StudyResults } from './study-results.js';

/**
 * Runs every model of a repository on every column and every faulty copy of it on one, and judges the outputs by each
 * rule.
 * @param host with the repository of studyRepository as its working directory
 */
export function study(host: Host): Promise<StudyResults> {
  return withSession({ noCache: true }, host, async (session) => {
    const plan = await planSession(session);
    const judged: JudgedCell[] = [];
    const failed: FailedCell[] = [];
    const versions = new Map<string, string>();
    for (const model of plan.models) {
      const folder = join(host.scratch, 'study');
      const { trial, runs } = await runModel(model, plan, session, folder);
      for (const { column, title, fault, ran } of runs) {
        if (ran.version !== null) versions.set(title, ran.version);
        const judgement = await judgeRun(trial, ran);
        const cell = { model: model.model.id, column, fault };
        if ('failure' in judgement) failed.push({ ...cell, ...judgement });
        else judged.push({ ...cell, ...judgement });
      }
      await rm(folder, { recursive: true, force: true });
    }
    return {
      platform: session.platform,
      judged,
      failed,
      versions: [...new Set(plan.columns.map(({ runtime }) => runtime.title))].map(
        (title) => [title, versions.get(title) ?? ''] as const,
      ),
      honest: HONEST,
      rules: fixedRules.map(({ name }) => name),
    };
  });
}

/** One run of a model, or of a faulty copy of it. */
interface StudyRun {
  readonly column: string;
  readonly title: string;
  readonly fault: StudyFault | null;
  readonly ran: Ran;
}

async function runModel(
  model: ModelPlan,
  plan: Plan,
  session: Session,
  folder: string,
): Promise<{ readonly trial: TriedModel; readonly runs: readonly StudyRun[] }> {
  const { host, config, platform, columns } = session;
  const { id } = model.model;
  const { pool: workers, runtimes: pool, context, threads } = session.workers();
  const { isa } = platform;
  const converter = formConverter({ ...context, workers, isa, again: true, folder });
  const about = { host, config, isa, pool, converter, onnxHome: plan.onnxHome, threads, folder };
  const trial = await tryModel(model, { ...about, again: true, everyProbe: false });
  if ('fault' in trial) throw new Error(`${id}: ${trial.fault.what}`);
  const runs = trial.cells.filter(isRun).flatMap(({ plan: { column }, forms }) => {
    const [form] = forms;
    if (form === undefined || !('ran' in form)) return [];
    const fault = faultOfCell(id, column.id);
    return [{ column: column.id, title: column.runtime.title, fault, ran: form.ran }];
  });
  const faultyOn = columns.find((column) => column.id === FAULTY_ON);
  if (faultyOn === undefined) throw new Error(`${FAULTY_ON} is not among the columns`);
  const faulty = await faultyRuns(model.model, trial.staged.cases, faultyOn, { pool, folder });
  const { title } = faultyOn.runtime;
  return { trial, runs: [...runs, ...faulty.map((one) => ({ column: FAULTY_ON, title, ...one }))] };
}
