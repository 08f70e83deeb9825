/** Models from their goldens to their verdicts: trial → judge → reroute → locate; then the operators of what drifts. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { type FormConverter, formConverter } from './convert/convert-form.js';
import { operatorExaminer } from './examine-operator.js';
import type { SeenBefore } from './judge/judge-cases.js';
import { judgeModel } from './judge/judge-model.js';
import type { JudgedModel } from './judge/judged-model.js';
import { findDifferences } from './locate/find-difference.js';
import { findHops } from './locate/find-hops.js';
import { type DriftingCell, driftingCells, locateDrifts } from './locate/locate-drifts.js';
import type { ReproRequest } from './locate/repro-folders.js';
import { columnsThatRun, type ModelPlan, type Plan } from './plan/plan.js';
import { truthColumns } from './plan/truth-columns.js';
import { retryWithoutStaleSizes } from './reroute/retry-without-stale-sizes.js';
import { tryOtherRoutes } from './reroute/try-other-routes.js';
import { prepareChosenReleases } from './run/chosen-releases.js';
import type { Session } from './session.js';
import { deliverOutputs } from './shards/delivered-outputs.js';
import type { Stopwatch } from './stopwatch.js';
import type { ReferenceRuns } from './trial/reference-runs.js';
import type { Trial } from './trial/trial.js';
import { tryModel } from './trial/try-model.js';
import { withTruth } from './truth/find-truth.js';
import { onlyRounding } from './truth/only-rounding.js';
import { runtimeKind } from './worker/worker-kinds.js';

export interface RunOptions {
  /** Probe batches and sizes of every model, even where the config does not request it. */
  readonly everyProbe: boolean;
  /** Evaluate every model that drifts in float64, not only those on which several runtimes do. */
  readonly everyTruth: boolean;
  /** Seconds for finding the operators at which cells begin to drift; null: as long as it takes; left out: never. */
  readonly locate?: number | null | undefined;
  /** Folder for what shows the operators that are found, without the gate; none is written when left out. */
  readonly repro?: ReproRequest | undefined;
  readonly references?: ReferenceRuns | undefined;
  readonly clock: Stopwatch;
  /** By model: recorded results that stand beside what runs; none when left out. */
  readonly beside?: ReadonlyMap<string, readonly SeenBefore[]>;
  /** Folder in which the outputs of cells that pass are kept; none are when left out. */
  readonly outputs?: string | undefined;
  /** Told of each model as soon as it is judged, and again with each operator that is found. */
  readonly onJudged?: ((judged: JudgedModel) => void) | undefined;
}

/** Every model, several at a time: while one is judged, others run. */
export async function runModels(
  plan: Plan,
  session: Session,
  { everyProbe, everyTruth, locate, repro, references, clock, beside, outputs, onJudged }: RunOptions,
): Promise<JudgedModel[]> {
  const { pool, context } = session.workers();
  // Frameworks import while goldens are read.
  const running = columnsThatRun(plan);
  pool.warm(running.map((column) => runtimeKind(column, context)));
  await prepareChosenReleases(running, (column) => pool.prepared(runtimeKind(column, context)));
  clock.lap('plan');
  const limit = pLimit(MODELS_IN_FLIGHT);
  const turn = pLimit(1);
  const { isa } = session.platform;
  const again = session.request.noCache === true;
  const folder = join(session.host.scratch, 'conversions');
  const converter = formConverter({ ...context, workers: pool, isa, again, folder });
  let done = 0;
  // Waits for every model: nothing may write to the scratch folder while it is removed.
  const ended = await Promise.allSettled(
    plan.models.map((model, index) =>
      limit(async () => {
        session.host.signal.throwIfAborted();
        const about = {
          plan,
          session,
          converter,
          everyProbe,
          everyTruth,
          locate,
          references,
          clock,
          outputs,
          turn,
          ...(beside && { beside }),
        };
        const ran = await runModel(model, index, about);
        onJudged?.(ran.judged);
        done += 1;
        session.host.log.progress(`${done}/${plan.models.length}  ${model.model.id}`);
        return ran;
      }),
    ),
  );
  session.host.signal.throwIfAborted();
  const ran = ended.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
  const judged = ran.map((one) => one.judged);
  if (locate === undefined) return judged;
  const { runtimes, threads } = session.workers();
  const { host, config } = session;
  const converterIn = (folder: string) => formConverter({ ...context, workers: pool, isa, again: true, folder });
  const drifting = ran.map((one) => one.drifting);
  const examine = operatorExaminer({ session, columns: plan.columns, converterIn, repro });
  const about = { host, config, isa, pool: runtimes, converterIn, threads, seconds: locate, examine };
  return locateDrifts(judged, drifting, {
    ...about,
    again,
    repro,
    folder: join(host.scratch, 'locate'),
    onLocated: onJudged,
  });
}

/** A model with its verdicts, and what is kept of it for finding the operators at which it begins to drift. */
interface RanModel {
  readonly judged: JudgedModel;
  readonly drifting: readonly DriftingCell[];
}

/** Enough for every worker to have something to do while other models are staged and judged. */
const MODELS_IN_FLIGHT = 8;

interface ModelContext extends RunOptions {
  readonly plan: Plan;
  readonly session: Session;
  readonly converter: FormConverter;
  /** One model is judged at a time: all the outputs of a case are in memory then. */
  readonly turn: LimitFunction;
}

/** One model from its goldens to its verdict; its files are removed afterwards. */
async function runModel(model: ModelPlan, index: number, context: ModelContext): Promise<RanModel> {
  const { plan, session, converter, everyProbe, everyTruth, locate, references, clock, beside, outputs, turn } =
    context;
  const { host, config, platform, request } = session;
  const { runtimes: pool, threads } = session.workers();
  const folder = join(host.scratch, 'models', String(index));
  const again = request.noCache === true;
  const { isa } = platform;
  try {
    await mkdir(folder, { recursive: true });
    const onnxHome = plan.onnxHome;
    const about = { host, config, isa, pool, references, converter, onnxHome, again, everyProbe, threads, folder };
    const trial = await clock.time('run', () => tryModel(model, about));
    const seen = beside?.get(model.model.id) ?? [];
    const columns = truthColumns(session.runtimes, plan.columns, `${platform.os}-${platform.arch}`);
    const asked = onlyRounding(columns[0], { pool, folder });
    const judge = (tried: Trial) => turn(() => clock.time('compare', () => judgeModel(tried, threads, seen, asked)));
    const reroute = { config, converter, pool, folder, judge, before: seen };
    const retried = await retryWithoutStaleSizes(trial, await judge(trial), reroute);
    const rerouted = await tryOtherRoutes(retried.trial, retried.judged, reroute);
    if (outputs !== undefined) await deliverOutputs(rerouted.trial, rerouted.judged, outputs);
    const ready = columnsThatRun(plan);
    const located = await findHops(rerouted.judged, rerouted.trial, { pool, ready, threads, folder });
    const compared = await findDifferences(located, rerouted.trial, { root: host.cwd, folder });
    const judged = await withTruth(compared, rerouted.trial, { pool, columns, everyTruth, folder });
    if (locate === undefined) return { judged, drifting: [] };
    const kept = join(host.scratch, 'drifting', String(index));
    return await driftingCells(judged, rerouted.trial, plan.onnxHome, kept);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
