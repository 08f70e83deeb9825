/** The mutation score of goldens: how many known faults of conversions would they see? */
import { join, posix } from 'node:path';
import type { Model } from './discover/discover-models.js';
import { signatureOfForm } from './discover/form.js';
import { UserError } from './errors.js';
import { type GateRequest, planGate } from './gate.js';
import { recordGoldens } from './golden/record.js';
import { stageCases } from './golden/stage-cases.js';
import type { Host } from './host/host.js';
import type { MutationStudy, NoStudy } from './mutate/mutation-study.js';
import { type StudyOptions, type StudyOutcome, studyModel } from './mutate/study-model.js';
import { findLauncher } from './sandbox/launcher.js';
import { workerKey } from './trial/task.js';
import { openTaskRunner, type TaskRunner } from './trial/task-runner.js';
import { workerCommand } from './trial/worker-command.js';
import type { Fault } from './types.js';
import { readValues } from './values/value-folder.js';
import { VERSION } from './version.js';

export interface MutateRequest extends GateRequest, StudyOptions {
  /** For all models together. */
  readonly seconds: number;
  /** Write the inputs that would catch most as golden cases. */
  readonly record: boolean;
}

export interface MutateOutcome {
  readonly studies: readonly (MutationStudy | NoStudy)[];
  /** Golden files written, relative to the root. */
  readonly written: readonly string[];
}

/**
 * Studies the goldens of models, one after another; each gets an equal share of the time that is left.
 * @throws UserError when there is no model
 */
export async function mutateModels(request: MutateRequest, host: Host): Promise<MutateOutcome> {
  const { loaded, plan, platform } = await planGate(request, host);
  const config = { ...loaded.config, sandbox: request.sandbox ?? loaded.config.sandbox };
  if (plan.models.length === 0)
    throw new UserError({ what: 'there is no model here to make mutants of', next: 'git add a model first' });
  if (request.record) for (const model of plan.models) requireUsualFolder(model);
  const launcher = findLauncher(config.sandbox);
  const context = {
    host,
    limits: config.limits,
    threads: config.threads,
    command: (column: Parameters<typeof workerCommand>[0]) => workerCommand(column, launcher, config, host),
  };
  const now = () => performance.now();
  const end = now() + request.seconds * 1000;
  const runners = new Map<string, TaskRunner>();
  const studies: (MutationStudy | NoStudy)[] = [];
  const written: string[] = [];
  try {
    for (const [index, model] of plan.models.entries()) {
      const [first] = model.forms;
      const column = plan.references.get(model.id) ?? null;
      const { content } = first;
      if ('fault' in content || content.onnx === undefined || column === null) {
        studies.push({ model: model.id, fault: 'fault' in content ? content.fault : NO_REFERENCE });
        continue;
      }
      const folder = join(host.scratch, 'mutants', String(index));
      const staged = await stageCases(model, join(folder, 'golden'), config, host);
      const runner = runners.get(workerKey(column)) ?? (await openTaskRunner(column, context));
      runners.set(workerKey(column), runner);
      const deadline = now() + (end - now()) / (plan.models.length - index);
      const outcome = await studyModel(model, content.onnx, staged, request, {
        column,
        runner,
        config,
        folder,
        deadline,
        now,
        progress: (what) => host.log.progress(what),
      });
      studies.push('fault' in outcome ? { model: model.id, fault: outcome.fault } : outcome.study);
      if (!request.record || 'fault' in outcome) continue;
      const provenance = {
        tool: VERSION,
        runtime: { id: column.runtime.id, options: column.options },
        model: {
          path: first.path,
          sha256: first.sha256,
          inputs: signatureOfForm(first)?.inputs.map(({ name }) => name) ?? [],
        },
        platform: { os: platform.os, arch: platform.arch, isa: platform.isa },
        seed: config.seed,
      };
      written.push(...(await recordAdvice(outcome, model.id, provenance, host)));
    }
  } finally {
    for (const runner of runners.values()) await runner.close();
  }
  return { studies, written };
}

const NO_REFERENCE: Fault = {
  what: 'no runtime here can make the reference of an ONNX form',
  why: 'mutants are made of ONNX models and compared with the unchanged model on its home runtime',
};

type Case = Parameters<typeof recordGoldens>[0][number];

/**
 * Writes the advised inputs, with the reference's outputs, as golden cases named after what they are. Synthetic inputs
 * come along: once there are committed goldens they are not made any more.
 */
async function recordAdvice(
  { study, goldens, candidates }: StudyOutcome,
  model: string,
  provenance: Case['provenance'],
  host: Host,
): Promise<string[]> {
  const advised = candidates.filter(({ candidate }) => study.advice.some(({ name }) => name === candidate.name));
  if (advised.length === 0) return [];
  const wanted = study.goldens === 'synthetic' ? [...goldens, ...advised] : advised;
  const cases: Case[] = [];
  for (const { staged, reference } of wanted) {
    const name = goldens.some((one) => one.staged === staged) ? staged.name : `mutate ${staged.name}`;
    cases.push({
      name: name.replaceAll(' ', '-'),
      inputs: await readValues(staged.inputs),
      outputs: await readValues(reference.outputs.get(staged.name) ?? ''),
      provenance,
    });
  }
  return recordGoldens(cases, { root: host.cwd, model, overwrite: true });
}

function requireUsualFolder({ id, entry }: Model): void {
  if (entry.golden === undefined || normalize(entry.golden) === `golden/${id}`) return;
  throw new UserError({
    what: `the goldens of ${id} lie in ${entry.golden}, and cases are recorded in golden/${id}`,
    where: 'models',
    next: 'leave out --record, or move the goldens and leave out `golden:`',
  });
}

const normalize = (path: string) => posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
