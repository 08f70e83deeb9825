import type { Explanation } from '../errors.js';
import { type Results, type RunOfResults, resultsSchema, SCHEMA_VERSION } from './schema.js';

/** The results document of a run that ended before anything was judged: no cell, and the reason. */
export function stoppedResults(
  { where, what, why, next }: Explanation,
  {
    version,
    platform,
    run,
  }: {
    readonly version: string;
    readonly platform: Omit<Results['platform'], 'isa' | 'sandbox'> & { readonly isa: readonly string[] };
    readonly run: RunOfResults;
  },
): Results {
  return resultsSchema.parse({
    schemaVersion: SCHEMA_VERSION,
    verdict: 'error',
    tool: { version },
    platform: { ...platform, isa: [...platform.isa], sandbox: 'no worker was started' },
    run,
    stopped: {
      ...(where === undefined ? {} : { where }),
      what,
      ...(why === undefined ? {} : { why }),
      ...(next === undefined ? {} : { next }),
    },
    models: [],
    runtimes: [],
    cells: [],
  } satisfies Results);
}
