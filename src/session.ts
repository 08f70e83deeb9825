import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { requireOwnCache } from './cache/own-cache.js';
import { TallyPool } from './compare/kernel/tally-pool.js';
import { type LoadedConfig, loadConfig } from './config/load-config.js';
import type { Config } from './config/schema.js';
import type { Host } from './host/host.js';
import { type Platform, readPlatform } from './host/platform.js';
import { type OpenedColumns, openColumns } from './open-columns.js';
import type { Column } from './plan/column.js';
import type { RunOfResults } from './results/schema.js';
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

/** The part that was requested; empty when everything was. */
export function filtersOf({ models = [], runtimes = [] }: SessionRequest): Pick<RunOfResults, 'models' | 'runtimes'> {
  return {
    ...(models.length === 0 ? {} : { models: [...models] }),
    ...(runtimes.length === 0 ? {} : { runtimes: [...runtimes] }),
  };
}

/** What every command needs, opened once. */
export interface Session extends OpenedColumns {
  readonly host: Host;
  readonly request: SessionRequest;
  /** The configuration with what the request overrides. */
  readonly config: Config;
  /** Path of the configuration, relative to the root; null when there is none and the defaults stand. */
  readonly configPath: string | null;
  /** Where in the configuration a key is. */
  readonly placeOf: LoadedConfig['placeOf'];
  readonly platform: Platform;
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
  await requireOwnCache(host);
  const loaded = loadConfig(host.cwd, request.config);
  const config: Config = {
    ...loaded.config,
    ...(request.failOn !== undefined && { 'fail-on': request.failOn }),
  };
  const opened = await openColumns({ ...loaded, config }, request, host);
  let workers: SessionWorkers | null = null;
  const session: Session = {
    host,
    request,
    config,
    configPath: loaded.path,
    placeOf: loaded.placeOf,
    platform: readPlatform(),
    ...opened,
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
