import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { ConverterFacts, RuntimeFacts } from './adapters/define.js';
import { findConverters } from './adapters/find-converters.js';
import { findRuntimes, isOwnRuntime } from './adapters/find-runtimes.js';
import { TallyPool } from './compare/kernel/tally-pool.js';
import { type LoadedConfig, loadConfig } from './config/load-config.js';
import type { Config, RuntimeEntry } from './config/schema.js';
import { Mistakes } from './errors.js';
import type { Host } from './host/host.js';
import { type Platform, readPlatform } from './host/platform.js';
import { type Column, chosenColumns, columnsOf, withRelease } from './plan/column.js';
import { checkConverterOptions } from './plan/routes.js';
import type { FailOn } from './results/verdict.js';
import type { RuntimePool } from './run/run-request.js';
import { runtimePool } from './run/runtime-pool.js';
import { findLauncher } from './sandbox/launcher.js';
import { runtimeKind, type WorkerContext } from './worker/worker-kinds.js';
import { machineLimits, WorkerPool } from './worker/worker-pool.js';

/** What is requested on the command line or in a workflow; an option means the same to every command. */
export interface SessionRequest {
  /** Path of the configuration; looked for in the usual places when left out. */
  readonly config?: string;
  /** Ids or globs; all models when left out. */
  readonly models?: readonly string[];
  /** Path of the baseline; portability.lock.json when left out. */
  readonly baseline?: string;
  /** Ids of columns of the config, or of runtimes. */
  readonly runtimes?: readonly string[];
  /** Release of the packages of the requested columns, instead of the one that each has. */
  readonly release?: string;
  readonly failOn?: FailOn;
  readonly sandbox?: Config['sandbox'] | 'off';
  /** Run code of models and adapters also where workers are not isolated. Never from the configuration. */
  readonly allowCode?: boolean;
  /** Parallel workers. */
  readonly jobs?: number;
  /** Convert and measure again instead of using the cache. */
  readonly noCache?: boolean;
}

/** What every command needs, opened once. */
export interface Session {
  readonly host: Host;
  readonly request: SessionRequest;
  /** The configuration with what the request overrides. */
  readonly config: Config;
  /** Path of the configuration, relative to the root; null when there is none and the defaults stand. */
  readonly configPath: string | null;
  /** Where in the configuration a key is. */
  readonly placeOf: LoadedConfig['placeOf'];
  /** What is wrong in the configuration, its adapters and columns; the rest of the session is what is left without it. */
  readonly mistakes: Mistakes;
  /** What else may seem to be wrong only because of these mistakes. */
  readonly doubtful: LoadedConfig['doubtful'];
  readonly platform: Platform;
  /** Every adapter, including the user's own. */
  readonly runtimes: readonly RuntimeFacts[];
  readonly converters: readonly ConverterFacts[];
  /** Every column of the config. */
  readonly configured: readonly Column[];
  /** The requested columns; a requested runtime may be missing from the config. */
  readonly columns: readonly Column[];
  /**
   * What runs models; opened at the first call.
   * @throws InfrastructureError when the required sandbox is not available
   */
  workers(): SessionWorkers;
}

export interface SessionWorkers {
  readonly pool: WorkerPool;
  readonly runtimes: RuntimePool;
  readonly context: WorkerContext;
  /** Threads that measure large tensors. */
  readonly threads: TallyPool;
}

/**
 * Opens a session, lets `use` work with it, and stops everything that is still running.
 * @throws UserError for a config that cannot be read; what is wrong in it, in adapters and in columns are its mistakes
 */
export async function withSession<T>(
  request: SessionRequest,
  host: Host,
  use: (session: Session) => Promise<T>,
): Promise<T> {
  const { session, close } = await openSession(request, host);
  try {
    return await use(session);
  } finally {
    await close();
  }
}

async function openSession(
  request: SessionRequest,
  host: Host,
): Promise<{ readonly session: Session; close(): Promise<void> }> {
  const loaded = loadConfig(host.cwd, request.config);
  const config: Config = {
    ...loaded.config,
    ...(request.failOn !== undefined && { 'fail-on': request.failOn }),
  };
  const named = [
    ...(config.runtimes ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.use)),
    ...(request.runtimes ?? []),
  ];
  const mistakes = new Mistakes();
  mistakes.add(...loaded.mistakes);
  const own = await mistakes.attemptAsync(() => findRuntimes(host, named));
  const ownConverters = await mistakes.attemptAsync(() => findConverters(host, config.converters));
  const runtimes = own ?? (await findRuntimes(host, []));
  const converters = ownConverters ?? (await findConverters(host, []));
  const doubtful = {
    ...loaded.doubtful,
    converters: loaded.doubtful.converters || ownConverters === undefined,
    columns: loaded.doubtful.columns || own === undefined,
  };
  const entries = config.runtimes?.filter((entry) => isCertain(entry, own === undefined, doubtful.converters));
  const configured = columnsOf(entries, runtimes, host.cwd, converters, mistakes);
  // A requested column may be one of those that are wrong.
  const complete = !doubtful.columns && configured.length >= (entries?.length ?? 0);
  const requested = () => chosenColumns(configured, request.runtimes ?? [], runtimes, host.cwd);
  const chosen = (complete ? mistakes.attempt(requested) : undefined) ?? configured;
  const { release } = request;
  const columns =
    release === undefined
      ? chosen
      : chosen.flatMap((column) => mistakes.attempt(() => withRelease(column, release)) ?? []);
  mistakes.attempt(() => checkConverterOptions([...configured, ...columns], converters));
  let workers: SessionWorkers | null = null;
  const session: Session = {
    host,
    request,
    config,
    configPath: loaded.path,
    placeOf: loaded.placeOf,
    mistakes,
    doubtful: { ...doubtful, columns: !complete },
    platform: readPlatform(),
    runtimes,
    converters,
    configured,
    columns,
    workers: () => (workers ??= openWorkers(config, request, host)),
  };
  return {
    session,
    async close() {
      await workers?.pool.close();
      await workers?.threads.close();
    },
  };
}

/** Whether nothing of a column depends on adapters of the repository that cannot be read. */
function isCertain(entry: string | RuntimeEntry, lacksRuntimes: boolean, lacksConverters: boolean): boolean {
  if (typeof entry === 'string') return !lacksRuntimes || !isOwnRuntime(entry);
  const { use, through, converters } = entry;
  if (lacksRuntimes && isOwnRuntime(use)) return false;
  return !lacksConverters || (through === undefined && converters === undefined);
}

function openWorkers(
  config: Config,
  { jobs, sandbox = config.sandbox, allowCode = false }: SessionRequest,
  host: Host,
): SessionWorkers {
  const context = { host, launcher: findLauncher(sandbox, host), config, allowCode };
  const pool = new WorkerPool(machineLimits(jobs), host.signal);
  const threads = new TallyPool(join(host.assets, 'compare', 'kernel', 'tally-worker.js'), availableParallelism() - 1);
  const kindOf = (column: Column) => runtimeKind(column, context);
  return { pool, runtimes: runtimePool(pool, { host, config, kindOf, code: context }), context, threads };
}
