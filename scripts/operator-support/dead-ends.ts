import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { type DeadEnd, wayKey } from '../../src/adapters/operator-support.js';
import { formConverter } from '../../src/convert/convert-form.js';
import { writeNpy } from '../../src/golden/npy.js';
import { stageCases } from '../../src/golden/stage-cases.js';
import type { Host } from '../../src/host/host.js';
import type { ModelPlan, RunPlan } from '../../src/plan/plan.js';
import { planSession } from '../../src/plan-session.js';
import { casesFor } from '../../src/run/run-request.js';
import { type Session, withSession } from '../../src/session.js';
import type { Failure } from '../../src/worker/failure.js';
import { smallModels } from '../compatibility/small-models.js';

/** Networks in JAX: that language has a converter which writes every program as one operator. */
const MODELS = smallModels.filter(({ id }) => id.startsWith('jax-'));
const CODE = 'networks/jax_networks.py';

/** Tries small networks on the first route to every runtime, and returns those by which none gets through. */
export async function tryDeadEnds(host: Host): Promise<Readonly<Record<string, DeadEnd>>> {
  const cwd = join(host.scratch, 'networks');
  mkdirSync(join(cwd, 'networks'), { recursive: true });
  cpSync('scripts/compatibility/jax_networks.py', join(cwd, CODE));
  for (const { id, inputs } of MODELS) {
    const folder = join(cwd, 'golden', id, 'seeded', 'inputs');
    mkdirSync(folder, { recursive: true });
    for (const [name, value] of Object.entries(inputs)) writeFileSync(join(folder, `${name}.npy`), writeNpy(value));
  }
  const runtimes = (await findRuntimes(host, [])).map(({ id }) => id);
  const models = MODELS.map(({ id, forms }) => ({ id, forms }));
  writeFileSync(join(cwd, 'portability.yml'), stringify({ runtimes, models }));
  return withSession({}, { ...host, cwd }, async (session) => {
    const { models } = await planSession(session);
    const found: Record<string, DeadEnd> = {};
    for (const { id } of session.columns) {
      const end = await deadEndTo(id, models, session);
      if (end !== null) found[end.key] = end.end;
      console.error(`${id}: ${end === null ? 'something gets through, or fails otherwise' : end.end.reason}`);
    }
    return found;
  });
}

/** What all models have in common on the first route to a column; null where one gets through, or fails otherwise. */
async function deadEndTo(id: string, models: readonly ModelPlan[], session: Session) {
  const reasons = new Set<string>();
  let last: { readonly key: string; readonly versions: Record<string, string> } | null = null;
  for (const plan of models) {
    const cell = plan.cells.find(({ column }) => column.id === id);
    if (cell === undefined || cell.kind === 'skip' || cell.route.length === 0) return null;
    const { failure, versions } = await tryOn(plan, cell, session);
    if (failure?.kind !== 'unsupported') return null;
    const adapters = [...cell.route.map(({ converter }) => converter.id), cell.column.runtime.id];
    const reached = adapters.filter((one) => versions[one] !== undefined);
    last = { key: wayKey(adapters), versions: Object.fromEntries(reached.map((one) => [one, versions[one] ?? ''])) };
    reasons.add(failure.message);
  }
  const [reason, ...others] = reasons;
  if (last === null || reason === undefined || others.length > 0) return null;
  return { key: last.key, end: { versions: last.versions, tried: models.length, reason } };
}

async function tryOn({ model }: ModelPlan, { column, forms, route }: RunPlan, session: Session) {
  const { host, config, platform } = session;
  const { pool, context, runtimes } = session.workers();
  const versions: Record<string, string> = {};
  const folder = join(host.scratch, 'dead-ends', model.id, column.id);
  const [form] = forms;
  if (form === undefined) throw new Error(`${model.id} has no form`);
  const { cases } = await stageCases(model, join(folder, 'golden'), config, host);
  const converter = formConverter({ ...context, workers: pool, isa: platform.isa, again: false, folder });
  const made = await converter.convert(form, route, cases);
  for (const { converter: id, version } of made.route) versions[id] = version;
  const failureOf = (failure: Failure | null) => ({ failure, versions });
  if (!made.ok) return failureOf(made.failure);
  const loaded = made.stages.at(-1) ?? made.stages[0];
  const { failure, version } = await runtimes.run({
    title: `${model.id} on ${column.id}`,
    column,
    model: loaded,
    format: loaded.format,
    changes: loaded.changes,
    cases: casesFor(loaded, cases),
    folder: join(folder, 'outputs'),
  });
  if (version !== null) versions[column.runtime.id] = version;
  return failureOf(failure?.failure ?? null);
}
