import { updateBaseline } from '../../baseline/update-baseline.js';
import { writeBaseline } from '../../baseline/write-baseline.js';
import { UserError } from '../../errors.js';
import type { GateOutcome, GateRequest } from '../../gate.js';
import type { Host } from '../../host/host.js';

/**
 * Refuses in continuous integration, where nobody would review the baseline.
 * @throws UserError if CI is set
 */
export function refuseInCi({ env }: Pick<Host, 'env'>): void {
  if (['', '0', 'false'].includes(env.CI?.toLowerCase() ?? '')) return;
  throw new UserError({
    what: '--update-baseline is refused in continuous integration',
    why: 'CI is set, and a person should review a baseline before it takes effect',
    next: 'run it on your machine and commit the file, or add --allow-ci to write it anyway',
  });
}

/** Writes what a run has measured; entries of models and columns outside the run stay. */
export async function updateLock(outcome: GateOutcome, request: GateRequest, host: Host): Promise<void> {
  const { path, baseline } = outcome.baseline;
  const complete = (request.models ?? []).length === 0 && (request.runtimes ?? []).length === 0;
  const { results, noise, keys } = outcome;
  await writeBaseline(host.cwd, path, updateBaseline(baseline, { results, noise, keys, complete }));
  host.log.info(`wrote the results of this run to ${path}: review its diff, then commit it`);
}
