/** The whole gate, stage by stage: config → discover → plan → environments → run → compare → diagnose → results. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { findConverters } from './adapters/find-converters.js';
import { findRuntimes } from './adapters/find-runtimes.js';
import { applyBaseline } from './baseline/apply-baseline.js';
import { type LoadedBaseline, readBaseline } from './baseline/read-baseline.js';
import { TallyTeam } from './compare/kernel/tally-team.js';
import { type LoadedConfig, loadConfig } from './config/load-config.js';
import type { Config } from './config/schema.js';
import { convertForms, wantedConversions } from './convert/convert-forms.js';
import { withConvertedNoise } from './convert/converted-noise.js';
import { judgeHops } from './diagnose/judge-hops.js';
import { planHops } from './diagnose/plan-hops.js';
import { discoverModels, type Model } from './discover/discover-models.js';
import { explain, UserError } from './errors.js';
import { findCases } from './golden/find-cases.js';
import { type StagedModel, stageCases } from './golden/stage-cases.js';
import type { Host } from './host/host.js';
import { type Platform, readPlatform } from './host/platform.js';
import { columnConsensus } from './judge/column-consensus.js';
import { compareCells } from './judge/compare-cells.js';
import { modelRuns } from './judge/model-runs.js';
import { knownVacuity, withVacuity } from './judge/vacuity.js';
import { type NoiseByCase, noiseKey, readNoise, writeNoise } from './noise/noise-cache.js';
import { jitterUnit, noiseRuns } from './noise/noise-task.js';
import { formatCount } from './number-format.js';
import { checkTolerances } from './plan/check-tolerances.js';
import { chosenColumns, columnsOf } from './plan/column.js';
import { leftAside, withoutModels } from './plan/left-aside.js';
import { columnsThatRun, makePlan, type Plan } from './plan/plan.js';
import { requireCases } from './plan/require-cases.js';
import { checkConverterOptions } from './plan/routes.js';
import { EVERY_PROBE, stageProbes } from './probe/stage-probes.js';
import { assembleResults } from './report/assemble-results.js';
import type { Results } from './results/schema.js';
import { type FailOn, type GateVerdict, gateVerdict } from './results/verdict.js';
import { findLauncher } from './sandbox/launcher.js';
import { hireCrew } from './trial/crew.js';
import { planTasks } from './trial/plan-tasks.js';
import { type RunContext, runTasks } from './trial/run-tasks.js';
import type { TaskResult } from './trial/task.js';
import { failedTask } from './trial/task-runner.js';
import { workerCommand } from './trial/worker-command.js';

export interface GateRequest {
  /** Path of the configuration; looked for in the usual places when left out. */
  readonly config?: string;
  /** Ids or globs; all models when left out. */
  readonly models?: readonly string[];
  /** Path of the baseline; portability.lock.json when left out. */
  readonly baseline?: string;
  /** Columns by id, of those that the config has, or runtimes by id when it names none. */
  readonly runtimes?: readonly string[];
  readonly failOn?: FailOn;
  readonly sandbox?: Config['sandbox'];
  /** Workers at the same time. */
  readonly jobs?: number;
  /** Measure again what the cache knows. */
  readonly noCache?: boolean;
  /** Probe batches and sizes of every model, also where the config does not ask for it. */
  readonly everyProbe?: boolean;
}

export interface GateOutcome {
  readonly results: Results;
  readonly exitCode: GateVerdict['exitCode'];
  readonly config: LoadedConfig;
  /** As it was read; nothing is ever written to it here. */
  readonly baseline: LoadedBaseline;
  /** Noise floors by model id; null where none could be measured. */
  readonly noise: ReadonlyMap<string, NoiseByCase | null>;
  readonly timings: Timings;
}

/** Seconds of wall clock; `runtimes` is the time that the runtimes themselves took, added up over workers. */
export interface Timings {
  readonly total: number;
  readonly plan: number;
  readonly run: number;
  readonly compare: number;
  readonly runtimes: number;
}

export interface PlanOutcome {
  readonly loaded: LoadedConfig;
  readonly plan: Plan;
  readonly platform: Platform;
}

/**
 * Everything that can be known without running a model.
 * @throws UserError for wrong config, filters or files
 */
export async function planGate(request: GateRequest, host: Host): Promise<PlanOutcome> {
  const loaded = loadConfig(host.cwd, request.config);
  const { config } = loaded;
  const uses = [
    ...(config.runtimes ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.use)),
    ...(request.runtimes ?? []),
  ];
  const runtimes = await findRuntimes(host, uses);
  const converters = await findConverters(host, config.converters);
  const platform = readPlatform();
  const configured = columnsOf(config.runtimes, runtimes, host.cwd, converters);
  const columns = chosenColumns(configured, request.runtimes ?? [], runtimes, host.cwd);
  checkConverterOptions([...configured, ...columns], converters);
  const models = await discoverModels(config, request.models ?? [], host);
  const complete = (request.models ?? []).length === 0;
  checkTolerances(config, { models, complete, columns: [...new Set([...configured, ...columns])] });
  const plan = makePlan(models, columns, runtimes, `${platform.os}-${platform.arch}`, converters);
  // Named in the config or on the command line: somebody wants it.
  const aside = config.models === undefined && complete ? await findAside(plan, host) : new Map<Model, string>();
  for (const [{ forms }, why] of aside) host.log.warn(`${forms[0].path} is left aside: ${why}`);
  return { loaded, plan: withoutModels(plan, new Set(aside.keys())), platform };
}

async function findAside(plan: Plan, host: Host): Promise<Map<Model, string>> {
  const goldens = new Set<Model>();
  for (const model of plan.models) {
    const found = await findCases({ root: host.cwd, model: model.id, form: model.forms[0].path });
    if (found.length > 0) goldens.add(model);
  }
  return leftAside(plan, (model) => goldens.has(model));
}

/** Config, models and goldens read and checked; nothing runs. One line for each thing that is wrong. */
export async function runStaticCheck(
  request: GateRequest,
  host: Host,
): Promise<{ readonly problems: readonly string[]; readonly summary: string }> {
  const { loaded, plan } = await planGate(request, host);
  await readBaseline(host.cwd, request.baseline);
  const faults = plan.models.flatMap(({ forms }) =>
    forms.flatMap(({ path, content }) => ('fault' in content ? [explain({ where: path, ...content.fault })] : [])),
  );
  for (const [index, model] of plan.models.entries())
    await stageCases(model, join(host.scratch, 'golden', String(index)), loaded.config, host);
  return {
    problems: faults,
    summary: `${formatCount(plan.models.length, 'model')}, ${formatCount(plan.columns.length, 'runtime')}, ${formatCount(faults.length, 'problem')}`,
  };
}

/** Runs the gate. The exit code is decided here, before anything is published. */
export async function runGate(request: GateRequest, host: Host): Promise<GateOutcome> {
  const clock = stopwatch();
  const { loaded, plan: planned, platform } = await planGate(request, host);
  const baseline = await readBaseline(host.cwd, request.baseline);
  if (!baseline.exists && request.baseline !== undefined)
    host.log.warn(`there is no baseline ${baseline.path}: nothing counts as accepted`);
  const config: Config = { ...loaded.config, sandbox: request.sandbox ?? loaded.config.sandbox };
  if (planned.models.length === 0)
    throw new UserError({
      what: 'there is no model here',
      why: 'no committed file is a model that the gate can read',
      next: 'git add a model, or name it under `models:` in portability.yml',
    });
  const launcher = findLauncher(config.sandbox);
  // One more than there are processors: a worker that starts waits for the disk most of the time.
  const jobs = request.jobs ?? availableParallelism() + 1;
  const context: RunContext = {
    host,
    limits: config.limits,
    threads: config.threads,
    jobs,
    command: (column, of) => workerCommand(column, launcher, config, of),
  };
  // Frameworks import while goldens are read: the workers are hired before their tasks are known.
  const crew = hireCrew(columnsThatRun(planned), jobs, context);
  const team = new TallyTeam(join(host.assets, 'compare', 'kernel', 'tally-worker.js'), availableParallelism() - 1);
  try {
    const staged = await stageModels(planned, config, request, host);
    const again = request.noCache === true;
    const making = { host, launcher, config, isa: platform.isa, again, jobs };
    const conversions = await convertForms(wantedConversions(planned, staged), making);
    const plan = withConvertedNoise(planned, conversions);
    const noise = await knownNoise(plan, staged, config, platform, again, host);
    const vacuity = again
      ? new Map<string, readonly string[]>()
      : await knownVacuity(noise.keys, staged, config.seed, host);
    const refused = new Map<string, TaskResult>();
    const tasks = await planTasks(plan, staged, {
      conversions,
      folder: join(host.scratch, 'inputs'),
      noise: config.noise,
      needsNoise: ({ id }) => noise.keys.has(id) && !noise.known.has(id),
      needsVariation: ({ id }) => noise.keys.has(id) && !vacuity.has(id),
      seed: config.seed,
      refuse: (key, failure) => refused.set(key, failedTask(failure, 'giving it the inputs')),
    });
    const planning = clock.lap();
    const ran = new Map([...(await runTasks(tasks, context, crew)), ...refused]);
    const run = clock.lap();
    const measured = await modelRuns(plan, staged, ran, noise.known, team);
    const runs = await withVacuity(measured, ran, vacuity, noise.keys, config.seed, host);
    for (const [id, { noise: measured }] of runs) {
      const key = noise.keys.get(id);
      if (key !== undefined && measured !== null && !noise.known.has(id)) await writeNoise(host, key, measured);
    }
    const judged = await compareCells(plan, runs, ran, config, conversions, team);
    const hops = await planHops(plan, judged, staged, conversions, join(host.scratch, 'hops'));
    const hopped = await runTasks(
      hops.map(({ task }) => task),
      context,
    );
    const located = await judgeHops(judged, hops, hopped, runs, config, team);
    const compared = applyBaseline(located, baseline.baseline, { today: host.today, models: plan.models, platform });
    const failOn = request.failOn ?? config['fail-on'];
    const consensus = await columnConsensus(plan, runs, ran, conversions);
    const results = assembleResults({ plan, runs, compared, consensus, platform, sandbox: launcher.level, failOn });
    const { exitCode } = gateVerdict(results, failOn);
    const compare = clock.lap();
    const runtimes = [...ran.values()].reduce((sum, { seconds }) => sum + seconds, 0);
    return {
      results,
      exitCode,
      config: { ...loaded, config },
      baseline,
      noise: new Map([...runs].map(([id, { noise: floors }]) => [id, floors])),
      timings: { total: clock.total(), plan: planning, run, compare, runtimes },
    };
  } finally {
    await team.dismiss();
    await crew.dismiss();
  }
}

/** The golden cases of every model, with the probes that are asked for. */
async function stageModels(
  plan: Plan,
  config: Config,
  request: GateRequest,
  host: Host,
): Promise<Map<string, StagedModel>> {
  const staged = new Map<string, StagedModel>();
  for (const [index, model] of plan.models.entries()) {
    const goldens = await stageCases(model, join(host.scratch, 'golden', String(index)), config, host);
    const asked = model.entry.probes;
    const probes = request.everyProbe === true ? { ...EVERY_PROBE, ...asked } : asked;
    const folder = join(host.scratch, 'probes', String(index));
    staged.set(
      model.id,
      probes === undefined ? goldens : await stageProbes(model, goldens, probes, request.everyProbe !== true, folder),
    );
  }
  requireCases(plan, staged);
  return staged;
}

interface NoiseKnowledge {
  /** By model id, for the models whose noise floor can be measured at all. */
  readonly keys: ReadonlyMap<string, string>;
  /** What the cache knew. */
  readonly known: ReadonlyMap<string, NoiseByCase>;
}

async function knownNoise(
  plan: Plan,
  staged: ReadonlyMap<string, StagedModel>,
  config: Config,
  platform: Platform,
  again: boolean,
  host: Host,
): Promise<NoiseKnowledge> {
  const keys = new Map<string, string>();
  const known = new Map<string, NoiseByCase>();
  for (const model of plan.models) {
    const source = plan.noise.get(model.id);
    if (source === undefined || jitterUnit(source.onnx) === null) continue;
    const runs = noiseRuns(source.onnx, config.noise.runs);
    const key = noiseKey(model, source, staged.get(model.id)?.cases ?? [], runs, platform.isa);
    keys.set(model.id, key);
    const noise = again ? null : await readNoise(host, key);
    if (noise !== null) known.set(model.id, noise);
  }
  return { keys, known };
}

/** Seconds since the last look, and since the start. */
function stopwatch(): { lap(): number; total(): number } {
  const start = performance.now();
  let last = start;
  return {
    lap() {
      const seconds = (performance.now() - last) / 1000;
      last = performance.now();
      return seconds;
    },
    total: () => (performance.now() - start) / 1000,
  };
}
