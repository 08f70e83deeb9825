/** The whole gate: session → plan → trial → judge → diagnose → results. Publishing comes after, and only reads them. */
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pLimit, { type LimitFunction } from 'p-limit';
import { assembleResults } from './assemble-results.js';
import { applyBaseline } from './baseline/apply-baseline.js';
import { type LoadedBaseline, readBaseline } from './baseline/read-baseline.js';
import type { LoadedConfig } from './config/load-config.js';
import { formConverter } from './convert/convert-form.js';
import { UserError } from './errors.js';
import type { Host } from './host/host.js';
import { judgeModel } from './judge/judge-model.js';
import type { JudgedModel } from './judge/judged-model.js';
import { findHops } from './locate/find-hops.js';
import type { NoiseByCase } from './noise/noise-floor.js';
import { columnsThatRun, type ModelPlan, type Plan } from './plan/plan.js';
import { planSession } from './plan-session.js';
import type { Results } from './results/schema.js';
import { type GateVerdict, gateVerdict } from './results/verdict.js';
import { type Session, type SessionRequest, withSession } from './session.js';
import { type Stopwatch, stopwatch, type Timings } from './stopwatch.js';
import { tryModel } from './trial/try-model.js';
import { runtimeKind } from './worker/worker-kinds.js';

export interface GateRequest extends SessionRequest {
  /** Probe batches and sizes of every model, also where the config does not ask for it. */
  readonly everyProbe?: boolean;
}

export interface GateOutcome {
  readonly results: Results;
  readonly exitCode: GateVerdict['exitCode'];
  readonly reasons: readonly string[];
  readonly config: LoadedConfig;
  /** As it was read; nothing is ever written to it here. */
  readonly baseline: LoadedBaseline;
  /** Noise floors by model id; null where none could be measured. */
  readonly noise: ReadonlyMap<string, NoiseByCase | null>;
  readonly timings: Timings;
}

/** Runs the gate. The exit code is decided here, before anything is published. */
export function runGate(request: GateRequest, host: Host): Promise<GateOutcome> {
  return withSession(request, host, async (session) => {
    const clock = stopwatch();
    const baseline = await readBaseline(host.cwd, request.baseline);
    if (!baseline.exists && request.baseline !== undefined)
      host.log.warn(`there is no baseline ${baseline.path}: nothing counts as accepted`);
    const plan = await planSession(session);
    if (plan.models.length === 0) throw noModel;
    const judged = await runModels(plan, session, request.everyProbe === true, clock);
    const results = resultsOf(judged, plan, session, baseline);
    const { exitCode, reasons } = gateVerdict(results, session.config['fail-on']);
    return {
      results,
      exitCode,
      reasons,
      config: { config: session.config, path: session.configPath },
      baseline,
      noise: new Map(judged.map(({ plan: { model }, noise }) => [model.id, noise])),
      timings: clock.timings(results.cells),
    };
  });
}

const noModel = new UserError({
  what: 'there is no model here',
  why: 'no committed file is a model that the gate can read',
  next: 'git add a model, or name it under `models:` in portability.yml',
});

/** Every model, several at a time: while one is judged, others run. */
async function runModels(plan: Plan, session: Session, everyProbe: boolean, clock: Stopwatch): Promise<JudgedModel[]> {
  const { pool, context } = session.workers();
  // Frameworks import while goldens are read.
  pool.warm(columnsThatRun(plan).map((column) => runtimeKind(column, context)));
  clock.lap('plan');
  const limit = pLimit(MODELS_IN_FLIGHT);
  const turn = pLimit(1);
  let done = 0;
  // Every model has ended before this does: nothing may write to the scratch folder when it is removed.
  const ended = await Promise.allSettled(
    plan.models.map((model, index) =>
      limit(async () => {
        session.host.signal.throwIfAborted();
        const judged = await runModel(model, index, { plan, session, everyProbe, clock, turn });
        done += 1;
        session.host.log.progress(`${done}/${plan.models.length}  ${model.model.id}`);
        return judged;
      }),
    ),
  );
  session.host.signal.throwIfAborted();
  return ended.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

/** Enough for every worker to have something to do while other models are staged and judged. */
const MODELS_IN_FLIGHT = 8;

interface ModelContext {
  readonly plan: Plan;
  readonly session: Session;
  readonly everyProbe: boolean;
  readonly clock: Stopwatch;
  /** One model is judged at a time: all the outputs of a case are in memory then. */
  readonly turn: LimitFunction;
}

/** One model from its goldens to its verdict; what it left on disk is removed. */
async function runModel(model: ModelPlan, index: number, context: ModelContext): Promise<JudgedModel> {
  const { plan, session, everyProbe, clock, turn } = context;
  const { host, config, platform, request } = session;
  const { pool: workers, runtimes: pool, context: worker, threads } = session.workers();
  const folder = join(host.scratch, 'models', String(index));
  const again = request.noCache === true;
  const { isa } = platform;
  try {
    await mkdir(folder, { recursive: true });
    const converter = formConverter({ ...worker, workers, isa, again, folder });
    const about = { host, config, isa, pool, converter, onnxHome: plan.onnxHome, again, everyProbe, threads, folder };
    const trial = await clock.time('run', () => tryModel(model, about));
    const judged = await turn(() => clock.time('compare', () => judgeModel(trial, threads)));
    return await findHops(judged, trial, { pool, ready: columnsThatRun(plan), threads, folder });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function resultsOf(
  judged: readonly JudgedModel[],
  plan: Plan,
  { host, config, platform, workers }: Session,
  { baseline }: LoadedBaseline,
): Results {
  const models = plan.models.map(({ model }) => model);
  const accepted = judged.map((one) => ({
    ...one,
    cells: applyBaseline(one.cells, baseline, { today: host.today, models, platform }),
  }));
  const sandbox = workers().context.launcher.level;
  return assembleResults({ judged: accepted, columns: plan.columns, platform, sandbox, failOn: config['fail-on'] });
}
