import type { ConverterFacts, RuntimeFacts } from './adapters/define.js';
import { findConverters } from './adapters/find-converters.js';
import { findRuntimes, isOwnRuntime } from './adapters/find-runtimes.js';
import type { LoadedConfig } from './config/load-config.js';
import type { Config, RuntimeEntry } from './config/schema.js';
import { Mistakes } from './errors.js';
import type { Host } from './host/host.js';
import { type Column, chosenColumns, columnsOf, withRelease } from './plan/column.js';
import { checkConverterOptions } from './plan/routes.js';

/** The adapters there are, the columns of a configuration, and what is wrong in them. */
export interface OpenedColumns {
  /** What is wrong in the configuration, its adapters and columns; the rest of the session is what is left without it. */
  readonly mistakes: Mistakes;
  /** What else may seem to be wrong only because of these mistakes. */
  readonly doubtful: LoadedConfig['doubtful'];
  /** Every adapter, including the user's own. */
  readonly runtimes: readonly RuntimeFacts[];
  readonly converters: readonly ConverterFacts[];
  /** Every column of the config. */
  readonly configured: readonly Column[];
  /** The requested columns; a requested runtime may be missing from the config. */
  readonly columns: readonly Column[];
}

/** What of a request chooses columns. */
interface Choice {
  readonly runtimes?: readonly string[];
  readonly release?: string;
}

/** Finds the adapters that a configuration and a request name, and their columns; what is wrong is noted. */
export async function openColumns(loaded: LoadedConfig, request: Choice, host: Host): Promise<OpenedColumns> {
  const mistakes = new Mistakes();
  mistakes.add(...loaded.mistakes);
  const { runtimes, converters, lacking } = await findAdapters(loaded.config, request, mistakes, host);
  const doubtful = {
    ...loaded.doubtful,
    converters: loaded.doubtful.converters || lacking.converters,
    columns: loaded.doubtful.columns || lacking.runtimes,
  };
  const certain = { runtimes: !lacking.runtimes, converters: !doubtful.converters };
  const entries = loaded.config.runtimes?.filter((entry) => isCertain(entry, certain));
  const lineOf = (entry: string | RuntimeEntry) =>
    loaded.placeOf(['runtimes', loaded.config.runtimes?.lastIndexOf(entry) ?? 0, 'use']);
  const configured = columnsOf(entries, runtimes, host.cwd, converters, mistakes, lineOf);
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
  return { mistakes, doubtful: { ...doubtful, columns: !complete }, runtimes, converters, configured, columns };
}

/** Every adapter that can be read, and whether the repository has some that cannot. */
async function findAdapters(config: Config, request: Choice, mistakes: Mistakes, host: Host) {
  const named = [
    ...(config.runtimes ?? []).map((entry) => (typeof entry === 'string' ? entry : entry.use)),
    ...(request.runtimes ?? []),
  ];
  const runtimes = await mistakes.attemptAsync(() => findRuntimes(host, named));
  const converters = await mistakes.attemptAsync(() => findConverters(host, config.converters));
  return {
    runtimes: runtimes ?? (await findRuntimes(host, [])),
    converters: converters ?? (await findConverters(host, [])),
    lacking: { runtimes: runtimes === undefined, converters: converters === undefined },
  };
}

/** Whether nothing of a column depends on adapters of the repository that cannot be read. */
function isCertain(
  entry: string | RuntimeEntry,
  certain: { readonly runtimes: boolean; readonly converters: boolean },
): boolean {
  if (typeof entry === 'string') return certain.runtimes || !isOwnRuntime(entry);
  const { use, through, converters } = entry;
  if (!certain.runtimes && isOwnRuntime(use)) return false;
  return certain.converters || (through === undefined && converters === undefined);
}
