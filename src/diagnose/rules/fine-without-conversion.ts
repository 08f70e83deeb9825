import type { ResultRuntime } from '../../results/schema.js';
import { type Rule, subject } from '../rule.js';

/** A column of the same runtime and options passes on the committed file: the conversion is to blame. */
export const fineWithoutConversion: Rule = (cell, { runtime, siblings, columns = [] }) => {
  if (cell.route.length === 0) return undefined;
  const withColumn = siblings.flatMap((other) => {
    const column = columns.find(({ id }) => id === other.runtime);
    return column === undefined ? [] : [{ other, column }];
  });
  const through = cell.route.map(({ converter, version }) => `${converter} ${version}`).join(', ');
  const direct = withColumn.find(
    ({ other, column }) => other.state === 'pass' && other.route.length === 0 && sameRuntime(column, runtime),
  );
  if (direct === undefined) return undefined;
  return {
    id: 'conversion-drifts',
    finding: `${subject(cell)} drifts because of its conversion (${through}), not because of ${runtime.title}.`,
    evidence: `${direct.other.runtime} runs the committed file on the same runtime with the same options, and passes.`,
    fix: 'Check the options of the converter, deploy the committed file instead, or report the problem to the project of the converter.',
  };
};

function sameRuntime(a: ResultRuntime, b: ResultRuntime): boolean {
  return a.adapter === b.adapter && a.version === b.version && JSON.stringify(a.options) === JSON.stringify(b.options);
}
