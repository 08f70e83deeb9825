import { join } from 'node:path';
import type { Loadable } from '../convert/loadable.js';
import type { Ran, RunRequest, RuntimePool } from '../run/run-request.js';

/** Runs of the reference that outlive one run of the gate: what runs a model on ever other releases repeats them. */
export interface ReferenceRuns {
  /** What that runtime made of the model and its cases before, else runs it. A run that fails is not kept. */
  run(pool: RuntimePool, request: ReferenceRequest): Promise<Ran>;
}

/** A request for a file that is there. */
export type ReferenceRequest = RunRequest & { readonly model: Pick<Loadable, 'path' | 'files' | 'key' | 'code'> };

/**
 * For gates over one state of the repository: the same title stands for the same inputs.
 * @param folder for the outputs, which must stay as long as any of the gates runs
 */
export function referenceRuns(folder: string): ReferenceRuns {
  const known = new Map<string, Ran>();
  return {
    async run(pool, request) {
      const key = keyOf(request);
      const before = known.get(key);
      if (before !== undefined) return before;
      const ran = await pool.run({ ...request, folder: join(folder, String(known.size)) });
      if (ran.failure === null) known.set(key, ran);
      return ran;
    },
  };
}

/** Runs the reference, or takes what is known of it. */
export function runReference(
  { pool, references }: { readonly pool: RuntimePool; readonly references?: ReferenceRuns | undefined },
  request: ReferenceRequest,
): Promise<Ran> {
  return references === undefined ? pool.run(request) : references.run(pool, request);
}

/** The runtime counts as it is: a reference may follow the release of the column. */
function keyOf({ title, column, model, format, cases }: ReferenceRequest): string {
  const { runtime, version = '', options, requirements = [] } = column;
  const runs = [runtime.id, runtime.dependencies, version, options, requirements];
  return JSON.stringify([title, runs, model.key, format, cases.map(({ name }) => name)]);
}
