import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../src/host/host.js';
import { saturatesHere } from '../../src/host/platform.js';
import type { Column } from '../../src/plan/column.js';
import type { ModelPlan, Plan } from '../../src/plan/plan.js';
import { planSession } from '../../src/plan-session.js';
import type { Ran } from '../../src/run/run-request.js';
import { type Session, withSession } from '../../src/session.js';
import { isRun, type TriedModel } from '../../src/trial/trial.js';
import { tryPlanned } from '../try-planned.js';
import { coarseRuns } from './coarse-runs.js';
import { coarseSize } from './coarse-size.js';
import { CORRECT, FAULTY_ON, faultOfCell, isCoarse } from './columns.js';
import { faultyRuns } from './faulty-runs.js';
import { fixedRules } from './fixed-rules.js';
import { judgeRun } from './judge-run.js';
import { seededModels } from './seeded-models.js';
import type { CoarseCell, FailedCell, JudgedCell, StudyFault, StudyResults } from './study-results.js';

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
    const coarse: CoarseCell[] = [];
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
      coarse.push(...(await coarseCells(trial, session, folder)));
      await rm(folder, { recursive: true, force: true });
    }
    const titles = plan.columns.map(({ runtime }) => runtime.title);
    return {
      platform: session.platform,
      judged,
      coarse,
      failed,
      versions: [...versions].toSorted(([a], [b]) => titles.indexOf(a) - titles.indexOf(b)),
      correct: CORRECT,
      rules: fixedRules.map(({ name }) => name),
    };
  });
}

const UNCHANGED = { size: 0, change: 0 };

/** Seeded models alone: their graphs say what type each value has. */
async function coarseCells(trial: TriedModel, session: Session, folder: string): Promise<CoarseCell[]> {
  const { model } = trial.plan;
  if (!seededModels.some(({ id }) => id === model.id)) return [];
  const { runtimes: pool } = session.workers();
  const cells: CoarseCell[] = [];
  const runs = await coarseRuns(model, trial.staged.cases, columnOf(session), { pool, folder });
  for (const { precision, fault, ran, alone } of runs) {
    const judgement = await judgeRun(trial, ran, precision);
    if ('failure' in judgement) continue;
    const { auto, reason } = judgement;
    const { size, change } = alone === null ? UNCHANGED : await coarseSize(trial, alone, precision);
    cells.push({ model: model.id, precision, fault, size, change, auto, reason });
  }
  return cells;
}

/** Where faulty and coarse copies run. */
function columnOf({ columns }: Session): Column {
  const found = columns.find((column) => column.id === FAULTY_ON);
  if (found === undefined) throw new Error(`${FAULTY_ON} is not among the columns`);
  return found;
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
  const { platform } = session;
  const { id } = model.model;
  const { trial, pool } = await tryPlanned(model, plan, session, { folder, again: true });
  if ('fault' in trial) throw new Error(`${id}: ${trial.fault.what}`);
  const runs = trial.cells.filter(isRun).flatMap(({ plan: { column }, forms }) => {
    const [form] = forms;
    if (form === undefined || !('ran' in form) || isCoarse(column.id)) return [];
    const saturates = column.runtime.saturates && saturatesHere(platform);
    const fault = faultOfCell(id, column.id, form.ran.effectivePrecision, saturates);
    return [{ column: column.id, title: column.runtime.title, fault, ran: form.ran }];
  });
  const faultyOn = columnOf(session);
  const faulty = await faultyRuns(model.model, trial.staged.cases, faultyOn, { pool, folder });
  const { title } = faultyOn.runtime;
  return { trial, runs: [...runs, ...faulty.map((one) => ({ column: FAULTY_ON, title, ...one }))] };
}
