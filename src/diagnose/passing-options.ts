import type { ResultCell, ResultHop, ResultRuntime } from '../results/schema.js';
import { judgedHops, otherOptions } from './hop-evidence.js';

/** Options of a runtime with which a cell passes that drifts with those of its column. */
export interface PassingOptions {
  /** Those of the column that differ, as in a configuration: `optimization: all`. */
  readonly own: string;
  /** The same with the values that pass. */
  readonly passing: string;
  /** What to do, as a sentence. */
  readonly fix: string;
}

/** Null where the file that ran was not tried again on its own runtime, or drifts there with plain arithmetic as well. */
export function passingOptions(cell: ResultCell, runtime: ResultRuntime): PassingOptions | null {
  const plain = judgedHops(cell).find((hop) => hop.step === cell.route.length && hop.runtime === runtime.adapter);
  if (plain?.state !== 'pass') return null;
  const names = otherOptions(plain, runtime);
  if (names.length === 0) return null;
  const list = (options: ResultHop['options']) => names.map((name) => `${name}: ${options[name]}`).join(', ');
  return {
    own: list(runtime.options),
    passing: list(plain.options),
    fix: `Deploy it so and set \`options: { ${list(plain.options)} }\` for the column, or declare the precision that the column is meant to have.`,
  };
}
