import { updateBaseline } from '../../baseline/update-baseline.js';
import { writeBaseline } from '../../baseline/write-baseline.js';
import { UserError } from '../../errors.js';
import type { GateOutcome, GateRequest } from '../../gate.js';
import type { Host } from '../../host/host.js';

/**
 * A baseline that continuous integration writes is one that nobody has read.
 * @throws UserError where CI is set
 */
export function refuseInCi({ env }: Pick<Host, 'env'>): void {
  if (['', '0', 'false'].includes(env.CI?.toLowerCase() ?? '')) return;
  throw new UserError({
    what: '--update-baseline writes nothing in continuous integration',
    why: 'CI is set, and a baseline should be read by a person before it counts',
    next: 'run it at home and commit the file; --allow-ci writes it all the same',
  });
}

/** Writes what a run has measured; the entries of models and columns that it left out stay. */
export async function updateLock(outcome: GateOutcome, request: GateRequest, host: Host): Promise<void> {
  const { path, baseline } = outcome.baseline;
  const complete = (request.models ?? []).length === 0 && (request.runtimes ?? []).length === 0;
  const { results, noise } = outcome;
  await writeBaseline(host.cwd, path, updateBaseline(baseline, { results, noise, complete }));
  host.log.info(`${path} holds the results of this run: read its diff, then commit it`);
}
