import type { TallyPool } from '../compare/kernel/tally-pool.js';
import type { Config } from '../config/schema.js';
import type { Host } from '../host/host.js';
import type { RuntimePool } from '../run/run-request.js';
import type { NoiseSourceContext } from './noise-source.js';
import type { ReferenceRuns } from './reference-runs.js';

export interface TrialContext extends NoiseSourceContext {
  readonly host: Host;
  readonly config: Config;
  /** Instruction sets of this machine. */
  readonly isa: readonly string[];
  readonly pool: RuntimePool;
  /** Runs of the reference that are known from before; none when left out. */
  readonly references?: ReferenceRuns | undefined;
  /** Ignore the cache. */
  readonly again: boolean;
  /** Probe batches and sizes even where the config does not request it. */
  readonly everyProbe: boolean;
  /** Threads that measure large tensors. */
  readonly threads?: TallyPool;
  /** For all files of the trial; the caller removes it after judging. */
  readonly folder: string;
}

/** What one form on one column needs. */
export type FormContext = Pick<TrialContext, 'converter' | 'pool' | 'folder'>;
