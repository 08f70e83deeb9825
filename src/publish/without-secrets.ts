import type { Log } from '../host/log.js';
import { redact } from '../host/redact.js';
import { formatCount } from '../number-format.js';
import { type Results, resultsSchema } from '../results/schema.js';

/**
 * The results without secrets: whatever is published is made from them.
 * @param known values that must never be published
 * @returns and how many were removed
 */
export function withoutSecrets(
  results: Results,
  known: readonly (string | undefined)[] = [],
): { readonly results: Results; readonly removed: number } {
  const { json, removed } = redact(JSON.stringify(results), known);
  return removed === 0 ? { results, removed } : { results: resultsSchema.parse(JSON.parse(json)), removed };
}

/** Says so where something was removed: a model or a tool has written what it should not know. */
export function warnOfSecrets(removed: number, log: Pick<Log, 'warn'>): void {
  if (removed > 0)
    log.warn(`Removed from the reports, because it looks like a secret: ${formatCount(removed, 'text')}.`);
}
