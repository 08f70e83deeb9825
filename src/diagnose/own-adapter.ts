import type { ResultRuntime } from '../results/schema.js';

/**
 * What to do about a column that an adapter of the repository runs, in place of another release or a report to a project;
 * empty for a runtime that comes with the gate.
 */
export function ownAdapterFix({ file }: ResultRuntime): string {
  return file === undefined
    ? ''
    : `Look at ${file}, which runs it here: what it does to inputs and outputs is judged as well.`;
}
