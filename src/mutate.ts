/** The mutation score of goldens: how many known faults of conversions would they catch? */
import { join, posix } from 'node:path';
import type { Model } from './discover/discover-models.js';
import { faultOfMistakes, UserError } from './errors.js';
import { type RecordedCase, recordGoldens } from './golden/record.js';
import type { Host } from './host/host.js';
import type { MutationStudy, NoStudy } from './mutate/mutation-study.js';
import { type StudyOptions, type StudyOutcome, studyModel } from './mutate/study-model.js';
import { noModel } from './no-model.js';
import type { ModelPlan } from './plan/plan.js';
import { planSession } from './plan-session.js';
import { provenanceOf } from './record.js';
import { readOutputs } from './run/read-outputs.js';
import { type Session, type SessionRequest, withSession } from './session.js';
import { settleInputs } from './trial/settle-inputs.js';
import type { Fault } from './types.js';

export interface MutateRequest extends SessionRequest, StudyOptions {
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
export function mutateModels(request: MutateRequest, host: Host): Promise<MutateOutcome> {
  return withSession(request, host, async (session) => {
    const { models } = await planSession(session);
    if (models.length === 0) throw new UserError({ ...noModel(host.cwd), what: 'no model found to mutate' });
    if (request.record) for (const { model } of models) requireUsualFolder(model);
    const end = performance.now() + request.seconds * 1000;
    const studies: (MutationStudy | NoStudy)[] = [];
    const written: string[] = [];
    for (const [index, plan] of models.entries()) {
      const now = performance.now();
      const deadline = now + (end - now) / (models.length - index);
      const folder = join(host.scratch, 'mutants', String(index));
      const found = await studyOne(plan, folder, deadline, request, session).catch(faultOfGoldens);
      studies.push('fault' in found ? { model: plan.model.id, fault: found.fault } : found.study);
      if (request.record && !('fault' in found)) written.push(...(await recordAdvice(found, plan, session)));
    }
    return { studies, written };
  });
}

const NO_REFERENCE: Fault = {
  what: 'no configured runtime can produce the reference of an ONNX form',
  why: 'mutants are made from ONNX models and compared with the unchanged model on its home runtime',
};

/** Goldens that do not fit are a fault of their model. */
function faultOfGoldens(error: unknown): { readonly fault: Fault } {
  if (error instanceof UserError) return { fault: faultOfMistakes(error) };
  throw error;
}

async function studyOne(
  plan: ModelPlan,
  folder: string,
  deadline: number,
  request: MutateRequest,
  session: Session,
): Promise<StudyOutcome | { readonly fault: Fault }> {
  const { host, config } = session;
  const { model, reference } = plan;
  const { content } = model.forms[0];
  if ('fault' in content) return { fault: content.fault };
  if (content.onnx === undefined || reference === null) return { fault: NO_REFERENCE };
  const pool = session.workers().runtimes;
  const settled = await settleInputs(plan, { host, config, pool, folder });
  if ('fault' in settled) return settled;
  const { staged } = settled;
  return studyModel(model, content.onnx, staged, request, {
    column: reference,
    pool,
    config,
    folder,
    deadline,
    now: () => performance.now(),
    progress: (what) => host.log.progress(what),
  });
}

/**
 * Writes the advised inputs, with the reference's outputs, as golden cases named after their recipe. Synthetic inputs
 * are written too: once there are committed goldens, none are synthesised any more.
 */
async function recordAdvice(
  { study, goldens, candidates }: StudyOutcome,
  { model, reference }: ModelPlan,
  session: Session,
): Promise<string[]> {
  const advised = candidates.filter(({ candidate }) => study.advice.some(({ name }) => name === candidate.name));
  if (advised.length === 0 || reference === null) return [];
  const wanted = study.goldens === 'synthetic' ? [...goldens, ...advised] : advised;
  const provenance = provenanceOf(model, reference, { goldens: 'synthetic' }, session);
  const cases: RecordedCase[] = [];
  for (const { staged, reference: ran } of wanted) {
    const read = await readOutputs(ran, staged.name, `the unchanged ${model.id}`);
    if ('fault' in read) throw new UserError({ where: model.id, ...read.fault });
    const name = goldens.some((one) => one.staged === staged) ? staged.name : `mutate ${staged.name}`;
    cases.push({
      name: name.replaceAll(' ', '-'),
      inputs: await staged.inputs.read(),
      outputs: read.values,
      provenance,
    });
  }
  return recordGoldens(cases, { root: session.host.cwd, model: model.id, overwrite: true });
}

function requireUsualFolder({ id, entry }: Model): void {
  if (entry.golden === undefined || normalize(entry.golden) === `golden/${id}`) return;
  throw new UserError({
    what: `the goldens of ${id} are in ${entry.golden}, but --record writes to golden/${id}`,
    where: 'models',
    next: 'run without --record, or move the goldens and remove `golden:`',
  });
}

const normalize = (path: string) => posix.normalize(path.replaceAll('\\', '/')).replace(/\/$/, '');
