import * as core from '@actions/core';
import { groupBy } from '../group-by.js';
import { groupThousands } from '../number-format.js';
import type { Results } from '../results/schema.js';
import { countStates } from '../results/states.js';
import type { ReportPaths } from './report-files.js';

/** A job's outputs may take 1 MB together, counted in UTF-16: a larger matrix is left out. */
const MOST_MATRIX_CHARACTERS = 200_000;

/**
 * The step's outputs by name. `counts` and `matrix` are JSON, the rest are plain words and paths.
 * @param paths null when the report files could not be written
 */
export function outputsOf(results: Results, paths: ReportPaths | null): Readonly<Record<string, string>> {
  const counts = Object.fromEntries(countStates(results.cells));
  const matrix = JSON.stringify(matrixOf(results));
  return {
    verdict: results.verdict,
    counts: JSON.stringify({ ...counts, total: results.cells.length }),
    ...(paths === null ? {} : pathsOf(paths)),
    matrix: matrix.length <= MOST_MATRIX_CHARACTERS ? matrix : '{}',
  };
}

function pathsOf({ results, html, markdown, junit, sarif, badge }: ReportPaths): Readonly<Record<string, string>> {
  return {
    results,
    'report-html': html,
    'report-markdown': markdown,
    'report-junit': junit,
    'report-sarif': sarif,
    badge,
  };
}

/** Why `matrix` is empty; null where it is not, or has nothing to say. */
export function leftOutOf({ cells }: Results, { matrix }: Readonly<Record<string, string>>): string | null {
  if (matrix !== '{}' || cells.length === 0) return null;
  return `The output \`matrix\` is empty: it would take more than ${groupThousands(MOST_MATRIX_CHARACTERS)} characters. The file that the output \`results\` names has every cell.`;
}

/** Model → runtime → state. */
function matrixOf(results: Results): Readonly<Record<string, Readonly<Record<string, string>>>> {
  const cells = groupBy(results.cells, ({ model }) => model);
  return Object.fromEntries(
    results.models.map(({ id }) => [
      id,
      Object.fromEntries((cells.get(id) ?? []).map(({ runtime, state }) => [runtime, state])),
    ]),
  );
}

export function setOutputs(outputs: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(outputs)) core.setOutput(name, value);
}
