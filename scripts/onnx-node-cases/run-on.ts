import type { Config } from '../../src/config/schema.js';
import type { Host } from '../../src/host/host.js';
import { readPlatform } from '../../src/host/platform.js';
import type { Column } from '../../src/plan/column.js';
import { platformFault, staticFault } from '../../src/plan/static-check.js';
import { findLauncher } from '../../src/sandbox/launcher.js';
import { runTasks } from '../../src/trial/run-tasks.js';
import type { Task, TaskResult } from '../../src/trial/task.js';
import { workerCommand } from '../../src/trial/worker-command.js';
import { describeFailure } from '../../src/worker/failure.js';
import type { PreparedCase } from './prepare-case.js';

/** What a runtime made of a case. */
export type CaseRun =
  | { readonly kind: 'not run'; readonly reason: string }
  | {
      readonly kind: 'ran';
      readonly version: string;
      /** Folders with the outputs, one for each of the cases. */
      readonly outputs: readonly string[];
      /** Of the second run. */
      readonly again: readonly string[];
    };

/** Runs each case twice on the column: outputs that differ between the two are random. Gives a run for each, by name. */
export async function runOn(
  column: Column,
  prepared: readonly PreparedCase[],
  config: Config,
  host: Host,
): Promise<Map<string, CaseRun>> {
  const { os, arch } = readPlatform();
  const elsewhere = platformFault(column.runtime, `${os}-${arch}`);
  const runs = new Map<string, CaseRun>();
  const tasks = new Map<PreparedCase, Task>();
  for (const one of prepared) {
    const fault = elsewhere ?? staticFault(one.signature, column.runtime);
    if (fault !== null) runs.set(one.name, { kind: 'not run', reason: fault.why ?? fault.what });
    else tasks.set(one, taskOf(one, column));
  }
  const launcher = findLauncher('auto');
  const ran = await runTasks([...tasks.values()], {
    host,
    limits: config.limits,
    threads: config.threads,
    jobs: 1,
    command: (asked, own) => workerCommand(asked, launcher, config, own),
  });
  for (const [one, { key }] of tasks) {
    const result = ran.get(key);
    if (result === undefined) throw new Error(`${key} was not run`);
    runs.set(one.name, runOf(one, result));
  }
  return runs;
}

function taskOf({ name, form, cases }: PreparedCase, column: Column): Task {
  return {
    key: `${column.id} ${name}`,
    column,
    title: `${name} on ${column.id}`,
    path: form.absolute,
    format: 'onnx',
    runs: cases.flatMap((one) => [
      { case: one.name, inputs: one.inputs },
      { case: again(one.name), inputs: one.inputs },
    ]),
  };
}

function again(name: string): string {
  return `${name} again`;
}

function runOf({ cases }: PreparedCase, { failure, outputs, version }: TaskResult): CaseRun {
  if (failure !== null) return { kind: 'not run', reason: describeFailure(failure.failure, failure.doing).what };
  const folder = (name: string) => outputs.get(name) ?? '';
  return {
    kind: 'ran',
    version: version ?? '',
    outputs: cases.map(({ name }) => folder(name)),
    again: cases.map(({ name }) => folder(again(name))),
  };
}
