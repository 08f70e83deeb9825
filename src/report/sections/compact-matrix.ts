import { BY_SEVERITY, isFailing, STATES } from '../../results/states.js';
import { compactMatrix, foldedHeading, shownNames } from '../compact-matrix.js';
import { type Column, names, type Section, text } from '../section.js';
import type { ReportView } from '../view.js';
import { legendOf } from './matrix.js';

/** Models × runtimes for orientation, at a phone's width; not needed where nothing fails. */
export const compactMatrixSection: Section = {
  name: 'matrix',
  title: 'Matrix',
  item: 'row',
  share: 0.25,
  limit: { comment: 40, summary: 1000 },
  content(view, kind) {
    if ((kind !== 'comment' && kind !== 'summary') || view.findings.length === 0 || view.cells.length === 0)
      return null;
    const { columns, rows } = compactMatrix(view);
    return {
      kind: 'table',
      columns: [{ heading: [], align: 'left', head: true }, ...columns.map(columnOf)],
      rows: rows.map(({ models, fails, cells }) => [
        [names(models, shownNames({ fails }))],
        ...cells.map(({ text: shown, tone }) => [text(shown, tone)]),
      ]),
    };
  },
  notes: (view) => [symbolsOf(view), ...legendOf(view.results)].filter((note) => note !== ''),
};

function columnOf(ids: readonly string[]): Column {
  const [id = ''] = ids;
  return { heading: ids.length === 1 ? [names([id], 1)] : [text(foldedHeading(ids))], align: 'centre' };
}

/** What the symbols stand for, of those that appear. */
function symbolsOf(view: ReportView): string {
  const { states } = compactMatrix(view);
  return BY_SEVERITY.filter((state) => states.has(state) && (isFailing(state) || state !== 'pass'))
    .map((state) => `${STATES[state].symbol} ${STATES[state].word}`)
    .join(' · ');
}
