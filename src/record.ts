/** Recording goldens: the reference runs the existing inputs, and its outputs are written beside them. */
import { join } from 'node:path';
import { committed } from './convert/loadable.js';
import { signatureOfForm } from './discover/form.js';
import { type Explanation, InfrastructureError, Mistakes, UserError } from './errors.js';
import type { Provenance } from './golden/provenance.js';
import { type RecordedCase, recordGoldens } from './golden/record.js';
import { type RecordedOutputs, recordOutputs } from './golden/record-outputs.js';
import type { StagedModel } from './golden/stage-cases.js';
import type { Host } from './host/host.js';
import { noModel } from './no-model.js';
import type { Column } from './plan/column.js';
import { unknownInputs } from './plan/missing-inputs.js';
import type { ModelPlan } from './plan/plan.js';
import { planSession } from './plan-session.js';
import { readOutputs } from './run/read-outputs.js';
import { casesFor, type Ran } from './run/run-request.js';
import { type Session, type SessionRequest, withSession } from './session.js';
import { settleInputs } from './trial/settle-inputs.js';
import { VERSION } from './version.js';
import { describeFailure } from './worker/failure.js';

export interface RecordRequest extends SessionRequest {
  /** Replace existing cases. */
  readonly overwrite: boolean;
}

export interface RecordOutcome {
  /** Files written, relative to the root. */
  readonly written: readonly string[];
  /** Why other models have no goldens now. */
  readonly mistakes: readonly Explanation[];
}

/**
 * Writes golden cases for models: the reference's outputs beside the inputs they have, or made-up inputs with outputs, and
 * their provenance. A model that cannot be recorded does not keep the others from it: a case exists and `overwrite` is
 * false, its inputs are unknown, or the reference cannot run it.
 */
export function recordModels(request: RecordRequest, host: Host): Promise<RecordOutcome> {
  return withSession(request, host, async (session) => {
    const plan = await planSession(session);
    if (plan.models.length === 0)
      throw new UserError({ ...noModel(host.cwd), what: 'no model found to record goldens for' });
    const written: string[] = [];
    const mistakes = new Mistakes();
    for (const [index, model] of plan.models.entries()) {
      const folder = join(host.scratch, 'record', String(index));
      written.push(...((await mistakes.attemptAsync(() => recordModel(model, folder, request, session))) ?? []));
    }
    return { written, mistakes: mistakes.found };
  });
}

async function recordModel(
  plan: ModelPlan,
  folder: string,
  { overwrite }: RecordRequest,
  session: Session,
): Promise<string[]> {
  const { host, config } = session;
  const { model, reference, homes } = plan;
  const [first] = model.forms;
  if ('fault' in first.content) throw new UserError({ where: first.path, ...first.content.fault });
  if (reference === null)
    throw new UserError({
      what: `no configured runtime can produce the reference of ${model.id}`,
      ...(homes.length > 0 && { next: `add ${homes.map(({ id }) => id).join(' or ')} to \`runtimes:\`` }),
    });
  const pool = session.workers().runtimes;
  const settled = await settleInputs(plan, { host, config, pool, folder });
  if ('fault' in settled) throw new UserError({ where: model.id, ...settled.fault });
  const { staged } = settled;
  if (staged.cases.length === 0) throw new UserError({ where: model.id, ...unknownInputs(model) });
  const form = committed(first);
  const request = {
    title: `${model.id} on ${reference.runtime.id}`,
    column: reference,
    model: form,
    format: form.format,
    cases: casesFor({ names: {}, changes: {} }, staged.cases),
    folder: join(folder, 'outputs'),
  };
  const ran = settled.reference ?? (await pool.run(request));
  if (ran.failure !== null) throw failureOf(model.id, ran.failure);
  const provenance = provenanceOf(model, reference, staged, session, ran.version);
  const made: RecordedCase[] = [];
  const outputs: RecordedOutputs[] = [];
  for (const { name, inputs, committed: golden } of staged.cases) {
    const read = await readOutputs(ran, name, `${model.id} on ${reference.runtime.id}`);
    if ('fault' in read) throw new UserError({ where: model.id, ...read.fault });
    if (golden === undefined) made.push({ name, inputs: await inputs.read(), outputs: read.values, provenance });
    else if (golden.expected === null || overwrite)
      outputs.push({ committed: golden, outputs: read.values, provenance });
  }
  if (made.length + outputs.length === 0) throw new UserError(allRecorded(model.id));
  const options = { root: host.cwd, model: model.id, overwrite };
  return made.length > 0 ? recordGoldens(made, options) : recordOutputs(outputs, options);
}

function allRecorded(model: string): Explanation {
  return {
    what: `every golden case of ${model} already exists with its outputs`,
    where: model,
    why: 'goldens define what the model must compute, so they are not replaced by accident',
    next: 'run `portability record` with --overwrite to compute the outputs again',
  };
}

function failureOf(model: string, { failure, doing }: NonNullable<Ran['failure']>): Error {
  const explanation = { where: model, ...describeFailure(failure, doing) };
  return failure.kind === 'never-started' ? new InfrastructureError(explanation) : new UserError(explanation);
}

/** Where goldens come from that the reference of a model makes now. @param version of the runtime, if it has run */
export function provenanceOf(
  { forms: [first] }: ModelPlan['model'],
  { runtime, options }: Column,
  { goldens }: Pick<StagedModel, 'goldens'>,
  { platform, config }: Session,
  version?: string | null,
): Provenance {
  const { os, arch, isa } = platform;
  return {
    tool: VERSION,
    runtime: { id: runtime.id, ...(version === undefined ? {} : { version }), options },
    model: {
      path: first.path,
      sha256: first.sha256,
      inputs: signatureOfForm(first)?.inputs.map(({ name }) => name) ?? [],
    },
    platform: { os, arch, isa },
    ...(goldens === 'synthetic' ? { seed: config.seed } : {}),
  };
}
