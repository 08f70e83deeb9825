import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { writeNpz } from '../../src/golden/npz.js';
import type { Host } from '../../src/host/host.js';
import { judgeModel } from '../../src/judge/judge-model.js';
import { planSession } from '../../src/plan-session.js';
import { retryWithoutStaleSizes } from '../../src/reroute/retry-without-stale-sizes.js';
import { tryOtherRoutes } from '../../src/reroute/try-other-routes.js';
import type { ResultCell } from '../../src/results/schema.js';
import { withSession } from '../../src/session.js';
import type { Tensor } from '../../src/tensor/tensor.js';
import { isRun, type Trial } from '../../src/trial/trial.js';
import { readable, type StoredValues } from '../../src/values/stored-values.js';
import { tryPlanned } from '../try-planned.js';

/** Enough for every worker to have something to do while other models are judged. */
const MODELS_IN_FLIGHT = 4;

/**
 * Runs every model of a repository on every column as the gate does, and keeps all outputs, those of red cells too, for a
 * program that knows nothing of the gate.
 * @param host with the repository as its working directory; the outputs are written to `outputs` in it
 */
export function tryArchitectures(host: Host): Promise<ResultCell[]> {
  return withSession({}, host, async (session) => {
    const { config } = session;
    const plan = await planSession(session);
    const { threads } = session.workers();
    rmSync(join(host.cwd, 'outputs'), { recursive: true, force: true });
    const limit = pLimit(MODELS_IN_FLIGHT);
    const cells = await Promise.all(
      plan.models.map((model, index) =>
        limit(async () => {
          const folder = join(host.scratch, 'architectures', String(index));
          const { trial, converter, pool } = await tryPlanned(model, plan, session, { folder, again: false });
          const judge = (one: Trial) => judgeModel(one, threads);
          const reroute = { config, converter, pool, folder, judge };
          const retried = await retryWithoutStaleSizes(trial, await judge(trial), reroute);
          const { trial: after, judged } = await tryOtherRoutes(retried.trial, retried.judged, reroute);
          await keepOutputs(after, join(host.cwd, 'outputs', model.model.id));
          rmSync(folder, { recursive: true, force: true });
          return judged.cells.map(({ cell }) => cell);
        }),
      ),
    );
    return cells.flat();
  });
}

/** The outputs of the reference and of each column that ran, of the only case. */
async function keepOutputs(trial: Trial, folder: string): Promise<void> {
  if ('fault' in trial || trial.reference === null) return;
  const [one] = trial.staged.cases;
  if (one === undefined) return;
  const keep = async (name: string, stored: StoredValues | undefined) => {
    const values = Object.entries((await readable(stored)) ?? {});
    const tensors = values.flatMap(([output, value]): [string, Tensor][] =>
      value.kind === 'tensor' ? [[output, value]] : [],
    );
    if (tensors.length === 0) return;
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${name}.npz`), await writeNpz(new Map(tensors)));
  };
  await keep('reference', trial.reference.outputs.get(one.name));
  for (const cell of trial.cells.filter(isRun)) {
    const [form] = cell.forms;
    if (form !== undefined && 'ran' in form) await keep(cell.plan.column.id, form.ran.outputs.get(one.name));
  }
}
