/** Recording goldens: the reference runs the inputs there are, and its outputs are written beside them. */
import { join } from 'node:path';
import { signatureOfForm } from './discover/form.js';
import { InfrastructureError, UserError } from './errors.js';
import { type GateRequest, planGate } from './gate.js';
import type { Provenance } from './golden/provenance.js';
import { type RecordedCase, recordGoldens } from './golden/record.js';
import { stageCases } from './golden/stage-cases.js';
import type { Host } from './host/host.js';
import { findLauncher } from './sandbox/launcher.js';
import { runTasks } from './trial/run-tasks.js';
import type { Task } from './trial/task.js';
import { workerCommand } from './trial/worker-command.js';
import { readValues } from './values/value-folder.js';
import { VERSION } from './version.js';
import { describeFailure } from './worker/failure.js';

/**
 * Writes golden cases for models: the inputs they have, or synthetic ones, with the reference's outputs and provenance.
 * @returns the files written, relative to the root
 * @throws UserError when a case is there already and `overwrite` is false, or the reference cannot run the model
 */
export async function recordModels(
  request: GateRequest & { readonly overwrite: boolean },
  host: Host,
): Promise<string[]> {
  const { loaded, plan, platform } = await planGate(request, host);
  const { config } = loaded;
  if (plan.models.length === 0)
    throw new UserError({ what: 'there is no model here to record goldens for', next: 'git add a model first' });
  const launcher = findLauncher(config.sandbox);
  const written: string[] = [];
  for (const [index, model] of plan.models.entries()) {
    const [first] = model.forms;
    if ('fault' in first.content) throw new UserError({ where: first.path, ...first.content.fault });
    const column = plan.references.get(model.id) ?? null;
    if (column === null)
      throw new UserError({
        what: `no runtime here can make the reference of ${model.id}`,
        next: 'add one that is at home in its format to `runtimes:`',
      });
    const staged = await stageCases(model, join(host.scratch, 'golden', String(index)), config, host);
    const task: Task = {
      key: model.id,
      column,
      title: `${model.id} on ${column.runtime.id}`,
      path: first.absolute,
      format: first.content.format,
      runs: staged.cases.map(({ name, inputs }) => ({ case: name, inputs })),
    };
    const context = { host, limits: config.limits, threads: config.threads, jobs: 1 };
    const result = (
      await runTasks([task], { ...context, command: () => workerCommand(column, launcher, config, host) })
    ).get(model.id);
    if (result === undefined) throw new Error(`nothing ran for ${model.id}`);
    if (result.failure !== null) {
      const { failure, doing } = result.failure;
      const explanation = { where: model.id, ...describeFailure(failure, doing) };
      throw failure.kind === 'never-started' ? new InfrastructureError(explanation) : new UserError(explanation);
    }
    const provenance: Provenance = {
      tool: VERSION,
      runtime: { id: column.runtime.id, version: result.version, options: column.options },
      model: {
        path: first.path,
        sha256: first.sha256,
        inputs: signatureOfForm(first)?.inputs.map(({ name }) => name) ?? [],
      },
      platform: { os: platform.os, arch: platform.arch, isa: platform.isa },
      ...(staged.goldens === 'synthetic' ? { seed: config.seed } : {}),
    };
    const cases: RecordedCase[] = [];
    for (const { name, inputs } of staged.cases)
      cases.push({
        name,
        inputs: await readValues(inputs),
        outputs: await readValues(result.outputs.get(name) ?? ''),
        provenance,
      });
    written.push(...(await recordGoldens(cases, { root: host.cwd, model: model.id, overwrite: request.overwrite })));
  }
  return written;
}
