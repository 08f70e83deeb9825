import type { ResultCell, ResultRuntime } from '../../results.js';
import { type Rule, subject } from '../rule.js';

/**
 * Which hop of a route made the difference, where other columns tell: the same runtime on the file as it is committed,
 * or another runtime on the very file that was made.
 */
export const wrongHop: Rule = (cell, { runtime, siblings, columns = [] }) => {
  if (cell.route.length === 0) return undefined;
  const withColumn = siblings.flatMap((other) => {
    const column = columns.find(({ id }) => id === other.runtime);
    return column === undefined ? [] : [{ other, column }];
  });
  const through = cell.route.map(({ converter, version }) => `${converter} ${version}`).join(', ');
  const direct = withColumn.find(
    ({ other, column }) => other.state === 'pass' && other.route.length === 0 && sameRuntime(column, runtime),
  );
  if (direct !== undefined)
    return {
      id: 'conversion-drifts',
      finding: `${subject(cell)} drifts by its conversion (${through}), not by ${runtime.title}.`,
      evidence: `${direct.other.runtime} is the same runtime with the same options on the file as it is committed, and passes.`,
      fix: 'Look at the options of the converter, deploy the committed file instead, or report the case to the project of the converter.',
    };
  const elsewhere = withColumn.find(
    ({ other, column }) => other.state === 'pass' && engineOf(column) !== engineOf(runtime) && sameRoute(other, cell),
  );
  if (elsewhere === undefined) return undefined;
  return {
    id: 'runtime-drifts',
    finding: `${subject(cell)} drifts by ${runtime.title}, not by the conversion (${through}).`,
    evidence: `${elsewhere.other.runtime} runs a file that was made in the same way, and passes.`,
    fix: 'Look at the options of the runtime, try another release with `version:`, or report the case to its project.',
  };
};

function sameRuntime(a: ResultRuntime, b: ResultRuntime): boolean {
  return a.adapter === b.adapter && a.version === b.version && JSON.stringify(a.options) === JSON.stringify(b.options);
}

const engineOf = ({ engine, adapter }: ResultRuntime): string => engine ?? adapter;

function sameRoute(a: ResultCell, b: ResultCell): boolean {
  const steps = ({ route }: ResultCell) => JSON.stringify(route.map(({ converter, version }) => [converter, version]));
  return steps(a) === steps(b);
}
