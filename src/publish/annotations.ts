import * as core from '@actions/core';
import { groupBy } from '../group-by.js';
import { plainLine } from '../host/plain-text.js';
import { formatCount } from '../number-format.js';
import type { ResultCell, Results } from '../results/schema.js';
import { isFailing } from '../results/states.js';
import { fromRoot } from './publication.js';

/** The runner shows ten errors of a step. */
const MOST = 10;

export interface Annotation {
  /** Path from the repository's root. */
  readonly file: string;
  readonly title: string;
  readonly message: string;
}

/**
 * One annotation for each failing model, on its first form; at most ten, of which the last then says how many are left out.
 * @param folder the working directory as a path from the repository's root, '' for the root itself
 */
export function annotationsOf(results: Results, folder: string): readonly Annotation[] {
  const failing = groupBy(
    results.cells.filter(({ state }) => isFailing(state)),
    ({ model }) => model,
  );
  const all = results.models.flatMap((model) => {
    const cells = failing.get(model.id) ?? [];
    const file = model.forms[0]?.path;
    if (cells.length === 0 || file === undefined) return [];
    return [
      {
        file: fromRoot(folder, file),
        title: plainLine(`Portability: ${model.id} fails on ${cells.map(({ runtime }) => runtime).join(', ')}`, 200),
        message: cells.map(describe).join('\n'),
      },
    ];
  });
  if (all.length <= MOST) return all;
  const shown = all.slice(0, MOST - 1);
  const missing = all.slice(MOST - 1);
  const [first] = missing;
  if (first === undefined) return shown;
  return [
    ...shown,
    {
      file: first.file,
      title: `Portability: ${formatCount(missing.length, 'more model')} ${missing.length === 1 ? 'fails' : 'fail'}`,
      message: 'The job summary lists all of them.',
    },
  ];
}

function describe(cell: ResultCell): string {
  const parts = [`${cell.runtime}: ${cell.state}`];
  // Some findings quote the reason, which is then not repeated.
  if (cell.reason !== null && cell.diagnosis?.finding.includes(cell.reason) !== true)
    parts.push(plainLine(cell.reason, 300));
  if (cell.diagnosis !== undefined) parts.push(plainLine(`${cell.diagnosis.finding} ${cell.diagnosis.fix}`, 500));
  return parts.join(': ');
}

/** Prints the annotations; @actions/core escapes message, title and path. */
export function annotate(annotations: readonly Annotation[]): void {
  for (const { file, title, message } of annotations) core.error(message, { file, title });
}
