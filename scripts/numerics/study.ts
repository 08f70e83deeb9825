import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels, type Model } from '../../src/discover/discover-models.js';
import type { Host } from '../../src/host/host.js';
import { readPlatform } from '../../src/host/platform.js';
import { columnsOf } from '../../src/plan/column.js';
import { makePlan } from '../../src/plan/plan.js';
import { findLauncher } from '../../src/sandbox/launcher.js';
import { cellTaskKey, planTasks } from '../../src/trial/plan-tasks.js';
import { runTasks } from '../../src/trial/run-tasks.js';
import type { TaskResult } from '../../src/trial/task.js';
import { workerCommand } from '../../src/trial/worker-command.js';
import { FAULTY_ON, faultOfCell, HONEST, type StudyColumns } from './columns.js';
import { faultTasks } from './fault-tasks.js';
import { fixedRules } from './fixed-rules.js';
import { judgeRunsOf } from './judge-run.js';
import { layOutModels, type StudyModels } from './lay-out-models.js';
import { stageInputs } from './stage-inputs.js';
import type { FailedCell, JudgedCell, StudyFault, StudyResults } from './study-results.js';

/**
 * Runs every model on every column and every faulty copy of it on one, and asks each rule what it makes of the outputs.
 * @param columns as a configuration has them; the one for faulty copies is among them
 */
export async function study(host: Host, studied: StudyModels, columns: StudyColumns): Promise<StudyResults> {
  const root = join(host.scratch, 'models');
  const here = { ...host, cwd: root };
  const config = configSchema.parse({ runtimes: columns, models: layOutModels(root, studied) });
  const platform = readPlatform();
  const models = await discoverModels(config, [], here);
  const runtimes = await findRuntimes(here, []);
  const plan = makePlan(
    models,
    columnsOf(config.runtimes, runtimes, root),
    runtimes,
    `${platform.os}-${platform.arch}`,
  );
  const staged = await stageInputs(models, config, here);
  const stagedOf = ({ id }: Model) => known(staged.get(id), `inputs of ${id}`);
  const tasks = await planTasks(plan, staged, {
    folder: join(host.scratch, 'inputs'),
    noise: config.noise,
    needsNoise: () => true,
    needsVariation: () => false,
    seed: 0,
    refuse: (task) => {
      throw new Error(`${task} cannot take its inputs`);
    },
  });
  const faultyOn = known(
    plan.columns.find(({ id }) => id === FAULTY_ON),
    FAULTY_ON,
  );
  const faults = new Map(
    models.map((model) => [model, faultTasks(model, stagedOf(model), faultyOn, join(host.scratch, 'faults'))]),
  );
  const launcher = findLauncher('auto');
  const ran = await runTasks([...tasks, ...[...faults.values()].flat().map(({ task }) => task)], {
    host: here,
    limits: config.limits,
    threads: config.threads,
    jobs: availableParallelism(),
    command: (column) => workerCommand(column, launcher, config, here),
  });

  const judged: JudgedCell[] = [];
  const failed: FailedCell[] = [];
  for (const model of models) {
    const source = known(plan.noise.get(model.id), `noise floor of ${model.id}`);
    const judgeRun = await judgeRunsOf(model, source, stagedOf(model), ran);
    const add = async (column: string, fault: StudyFault | null, result: TaskResult | undefined) => {
      if (result === undefined) return;
      const judgement = await judgeRun(result);
      const cell = { model: model.id, column, fault };
      if ('failure' in judgement) failed.push({ ...cell, ...judgement });
      else judged.push({ ...cell, ...judgement });
    };
    for (const column of plan.columns)
      await add(column.id, faultOfCell(model.id, column.id), ran.get(cellTaskKey(model, column, model.forms[0])));
    for (const { fault, task } of faults.get(model) ?? []) await add(FAULTY_ON, fault, ran.get(task.key));
  }
  const versions = plan.columns.map((column) => {
    const results = models.map((model) => ran.get(cellTaskKey(model, column, model.forms[0])));
    return [column.runtime.title, results.find((one) => one?.version)?.version ?? ''] as const;
  });
  return {
    platform,
    judged,
    failed,
    versions: [...new Map(versions)],
    honest: HONEST,
    rules: fixedRules.map(({ name }) => name),
  };
}

/** @throws Error that names what is not there */
function known<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`there is no ${what}`);
  return value;
}
