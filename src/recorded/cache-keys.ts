import { join } from 'node:path';
import { contentKey } from '../environments/content-key.js';
import type { Host } from '../host/host.js';
import { type Platform, systemNumerics } from '../host/platform.js';
import { columnsThatRun, type Plan } from '../plan/plan.js';
import { adapterPins } from './adapter-pins.js';

/** What is kept between the jobs of a workflow, in two parts: large and rarely changed, small and changed by each run. */
export interface CacheKeys {
  /** One folder a line. */
  readonly 'environment-folders': string;
  readonly 'environment-key': string;
  readonly 'result-folders': string;
  /** Begins the key of every run: the newest is restored. */
  readonly 'result-prefix': string;
}

/** Installed packages, and the tools that install them. */
const ENVIRONMENTS = ['environments', 'locks', 'node', 'uv'];
/** What runs have made and measured. */
const RESULTS = ['artefacts', 'history', 'located', 'located-repros', 'noise', 'repeated', 'results', 'vacuity'];

/**
 * The folders of the cache and their keys: for environments what would be installed, from the locks, and the platform; for
 * results the platform with its instruction sets. Within the folders everything has a key of its own, so whatever is
 * restored is used only where it fits.
 */
export async function cacheKeys(
  plan: Plan,
  { host, platform }: { readonly host: Host; readonly platform: Platform },
): Promise<CacheKeys> {
  const pins = adapterPins(host);
  const columns = columnsThatRun(plan);
  const steps = plan.models.flatMap(({ cells }) =>
    cells.flatMap((cell) => {
      if (cell.kind === 'skip') return [];
      const requirements = cell.forms[0]?.requirements ?? [];
      return cell.route.map((step, index) => ({ ...step, requirements: index === 0 ? requirements : [] }));
    }),
  );
  const installed = [
    ...(await Promise.all(
      columns.map(async (column) => [column.runtime.id, column.version ?? null, await pins.ofColumn(column)]),
    )),
    ...(await Promise.all(
      steps.map(async ({ requirements, ...step }) => [step.converter.id, await pins.ofConverter(step, requirements)]),
    )),
  ].map((part) => JSON.stringify(part));
  const machine = `${platform.os}-${platform.arch}`;
  const folders = (names: readonly string[]) => names.map((name) => join(host.cache, name)).join('\n');
  return {
    'environment-folders': folders(ENVIRONMENTS),
    'environment-key': `portability-environments-${machine}-${contentKey([...new Set(installed)].sort())}`,
    'result-folders': folders(RESULTS),
    'result-prefix': `portability-results-${machine}-${contentKey([...systemNumerics(platform)])}-`,
  };
}
