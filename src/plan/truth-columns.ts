import type { RuntimeFacts } from '../adapters/define.js';
import { type Column, referenceColumn } from './column.js';
import { platformFault } from './static-check.js';

/** One alone may read an operator wrongly. */
const WITNESSES = 2;

/**
 * The runtimes that evaluate a model in float64: at home in ONNX, and of different engines. Those that need no installation
 * or are columns anyway come first.
 * @param platform as in linux-x64
 */
export function truthColumns(
  runtimes: readonly RuntimeFacts[],
  columns: readonly Column[],
  platform: string,
): readonly Column[] {
  const able = runtimes.filter(
    (runtime) =>
      runtime.homeOf.includes('onnx') &&
      runtime.dtypes.includes('float64') &&
      platformFault(runtime, platform) === null,
  );
  const isReady = (runtime: RuntimeFacts) => runtime.embedded || columns.some((column) => column.runtime === runtime);
  const ordered = [...able.filter(isReady), ...able.filter((runtime) => !isReady(runtime))];
  return ordered
    .filter(({ engine }, index) => ordered.findIndex((other) => other.engine === engine) === index)
    .slice(0, WITNESSES)
    .map(referenceColumn);
}
