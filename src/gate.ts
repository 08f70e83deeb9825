/** The whole gate: session → plan → trial → judge → diagnose → results. Publishing comes after, and only reads them. */
import { assembleResults } from './assemble-results.js';
import { applyBaseline } from './baseline/apply-baseline.js';
import { type LoadedBaseline, readBaseline } from './baseline/read-baseline.js';
import type { LoadedConfig } from './config/load-config.js';
import { lookForPythons } from './environments/find-python.js';
import { UserError } from './errors.js';
import type { Host } from './host/host.js';
import type { JudgedModel } from './judge/judged-model.js';
import type { ReproRequest } from './locate/repro-folders.js';
import { noModel } from './no-model.js';
import type { NoiseByCase } from './noise/noise-floor.js';
import type { Plan } from './plan/plan.js';
import { planSession } from './plan-session.js';
import { nameOf, type RowKeys } from './recorded/cell-keys.js';
import { type ChangedRule, changedRules } from './recorded/changed-rules.js';
import { withHistory } from './recorded/ratio-history.js';
import { keepSoFar } from './recorded/results-so-far.js';
import type { Results } from './results/schema.js';
import { type GateVerdict, gateVerdict } from './results/verdict.js';
import { keepResults, runChanged, shownAsRecorded } from './run-changed.js';
import { filtersOf, type Session, type SessionRequest, withSession } from './session.js';
import { plannedShard } from './shard-session.js';
import { stopwatch, type Timings } from './stopwatch.js';
import type { ReferenceRuns } from './trial/reference-runs.js';

export interface GateRequest extends SessionRequest {
  /** Do not run cells with a recorded result, but show that. */
  readonly onlyChanged?: boolean;
  /** One part of the matrix, as in 2/4, and where it leaves its outputs. */
  readonly shard?: { readonly name: string; readonly attempt: number; readonly folder: string };
  /** Probe batches and sizes of every model, even where the config does not request it. */
  readonly everyProbe?: boolean;
  /** Evaluate every model that drifts in float64, not only those on which several runtimes do. */
  readonly everyTruth?: boolean;
  /** Whether to find the operators at which cells begin to drift, however long it takes; as the config says when left out. */
  readonly everyOperator?: boolean;
  /** Folder for what shows the operators that are found, without the gate; none is written when left out. */
  readonly repro?: ReproRequest;
  /** Runs of the reference that gates before this one made, of the same state of the repository. */
  readonly references?: ReferenceRuns;
}

export interface GateOutcome {
  readonly results: Results;
  readonly exitCode: GateVerdict['exitCode'];
  readonly config: Pick<LoadedConfig, 'config' | 'path'>;
  /** As it was read; it is never written here. */
  readonly baseline: LoadedBaseline;
  /** Noise floors by model id; null where none could be measured. */
  readonly noise: ReadonlyMap<string, NoiseByCase | null>;
  /** By model and column: the name of the result; null for a cell that has none. */
  readonly keys: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
  readonly timings: Timings;
}

/** Runs the gate. The exit code is decided here, before anything is published. */
export function runGate(request: GateRequest, host: Host): Promise<GateOutcome> {
  return withSession(request, host, async (session) => {
    const clock = stopwatch();
    beginWithPythons(session);
    const baseline = await readBaseline(host.cwd, request.baseline);
    if (!baseline.exists && request.baseline !== undefined)
      host.log.warn(`baseline ${baseline.path} not found: nothing counts as accepted`);
    const { config, configPath } = session;
    const changed = await changedRules(
      { config, configPath, baseline, failOnGiven: request.failOn !== undefined },
      host,
    );
    const { shard } = request;
    const part = shard === undefined ? null : await plannedShard(session, shard.name);
    const plan = part?.plan ?? (await planSession(session));
    if (plan.models.length === 0) throw new UserError(noModel(host.cwd));
    // What is compared with other platforms has to be there.
    const compared = new Set(part?.whole.shards.map(({ platform }) => platform)).size > 1;
    const everything = request.onlyChanged !== true || request.noCache === true || compared;
    const { judged, keys: naming } = await runChanged(plan, session, {
      everyProbe: request.everyProbe === true,
      everyTruth: request.everyTruth === true,
      locate: secondsToLocate(request, session),
      repro: request.repro,
      references: request.references,
      clock,
      baseline,
      everything,
      outputs: compared ? shard?.folder : undefined,
      onBegun: (models) => keepSoFar(host.scratch, resultsOf(models, plan, session, baseline, changed)),
      onJudged: (model) => keepSoFar(host.scratch, resultsOf([model], plan, session, baseline, changed)),
    });
    const judgedResults: Results = {
      ...resultsOf(judged, plan, session, baseline, changed),
      ...(part === null || shard === undefined
        ? {}
        : { part: { shard: part.shard, attempt: shard.attempt, whole: part.whole } }),
    };
    const keys = await naming.keys();
    await keepResults(judged, keys, judgedResults, host);
    // What another release computes is not what this commit does.
    const results = request.release === undefined ? await withHistory(judgedResults, host) : judgedResults;
    const { exitCode } = gateVerdict(results, session.config['fail-on']);
    return {
      results,
      exitCode,
      config: { config: session.config, path: session.configPath },
      baseline,
      keys: namesOf(judged, keys),
      noise: new Map(judged.map(({ plan: { model }, noise }) => [model.id, noise])),
      timings: clock.timings(results.cells),
    };
  });
}

/** Interpreters take their time to start, and models are read meanwhile. */
function beginWithPythons({ columns, converters, host }: Session): void {
  const runtimes = columns.flatMap(({ runtime }) => (runtime.language === 'python' ? [runtime] : []));
  if (runtimes.length === 0) return;
  const wanted = [...runtimes, ...converters].map(({ requiresPython }) => requiresPython);
  lookForPythons(wanted, host);
}

function namesOf(judged: readonly JudgedModel[], keys: readonly RowKeys[]): GateOutcome['keys'] {
  return new Map(
    judged.map(({ plan, cells }, index) => {
      const row = keys[index];
      const names = cells.map(({ column, cell }, place) => [column.id, row ? nameOf(row, place, cell) : null] as const);
      return [plan.model.id, new Map(names)];
    }),
  );
}

/** Undefined: never. */
function secondsToLocate({ everyOperator }: GateRequest, { config }: Session): number | null | undefined {
  if (everyOperator !== undefined) return everyOperator ? null : undefined;
  return config.locate === 'off' ? undefined : config.locate;
}

function resultsOf(
  judged: readonly JudgedModel[],
  plan: Plan,
  { host, config, configPath, platform, request, workers }: Session,
  { baseline, path }: LoadedBaseline,
  changed: readonly ChangedRule[],
): Results {
  const models = plan.models.map(({ model }) => model);
  const accepted = judged.map((one) => ({
    ...one,
    cells: applyBaseline(one.cells, baseline, { today: host.today, models, platform }).map((judgedCell) => ({
      ...judgedCell,
      cell: shownAsRecorded(judgedCell.cell),
    })),
  }));
  const { level: sandbox, network } = workers().context.launcher;
  const failOn = config['fail-on'];
  const run = {
    config: configPath,
    baseline: path,
    ...filtersOf(request),
    ...(changed.length === 0 ? {} : { changedRules: [...changed] }),
  };
  return assembleResults({
    judged: accepted,
    columns: plan.columns,
    platform,
    isolation: { sandbox, network },
    failOn,
    run,
  });
}
