/** Recording goldens: the reference runs the existing inputs, and its outputs are written beside them. */
import { join } from 'node:path';
import { committed } from './convert/loadable.js';
import { signatureOfForm } from './discover/form.js';
import { InfrastructureError, UserError } from './errors.js';
import type { Provenance } from './golden/provenance.js';
import { type RecordedCase, recordGoldens } from './golden/record.js';
import { type StagedModel, stageCases } from './golden/stage-cases.js';
import type { Host } from './host/host.js';
import type { Column } from './plan/column.js';
import type { ModelPlan } from './plan/plan.js';
import { planSession } from './plan-session.js';
import { casesFor, type Ran } from './run/run-request.js';
import { type Session, type SessionRequest, withSession } from './session.js';
import { VERSION } from './version.js';
import { describeFailure } from './worker/failure.js';

export interface RecordRequest extends SessionRequest {
  /** Replace existing cases. */
  readonly overwrite: boolean;
}

/**
 * Writes golden cases for models: the inputs they have, or synthetic ones, with the reference's outputs and provenance.
 * @returns the files written, relative to the root
 * @throws UserError when a case exists and `overwrite` is false, or the reference cannot run the model
 */
export function recordModels(request: RecordRequest, host: Host): Promise<string[]> {
  return withSession(request, host, async (session) => {
    const plan = await planSession(session);
    if (plan.models.length === 0)
      throw new UserError({ what: 'no model found to record goldens for', next: 'git add a model first' });
    const written: string[] = [];
    for (const [index, model] of plan.models.entries())
      written.push(...(await recordModel(model, join(host.scratch, 'record', String(index)), request, session)));
    return written;
  });
}

async function recordModel(
  { model, reference, homes }: ModelPlan,
  folder: string,
  { overwrite }: RecordRequest,
  session: Session,
): Promise<string[]> {
  const { host, config } = session;
  const [first] = model.forms;
  if ('fault' in first.content) throw new UserError({ where: first.path, ...first.content.fault });
  if (reference === null)
    throw new UserError({
      what: `no configured runtime can produce the reference of ${model.id}`,
      ...(homes.length > 0 && { next: `add ${homes.map(({ id }) => id).join(' or ')} to \`runtimes:\`` }),
    });
  const staged = await stageCases(model, folder, config, host);
  const form = committed(first);
  const ran = await session.workers().runtimes.run({
    title: `${model.id} on ${reference.runtime.id}`,
    column: reference,
    model: form,
    format: form.format,
    cases: casesFor({ names: {}, changes: {} }, staged.cases),
    folder: join(folder, 'outputs'),
  });
  if (ran.failure !== null) throw failureOf(model.id, ran.failure);
  const provenance = provenanceOf(model, reference, staged, session, ran.version);
  const cases: RecordedCase[] = [];
  for (const { name, inputs } of staged.cases) {
    const outputs = await ran.outputs.get(name)?.read();
    if (outputs === undefined) throw new Error(`case ${name} of ${model.id} ran without outputs`);
    cases.push({ name, inputs: await inputs.read(), outputs, provenance });
  }
  return recordGoldens(cases, { root: host.cwd, model: model.id, overwrite });
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
