import { isFailing } from '../../results/states.js';
import type { Finding } from '../finding.js';
import { howFar } from '../how-far.js';
import { column, type Line, names, type Section, symbol, text } from '../section.js';

/** What fails, a line for each finding: which models, where, how far, and whether that is new. */
export const failuresSection: Section = {
  name: 'failures',
  title: 'Failures',
  item: 'failure',
  share: 0.2,
  open: { comment: 12, summary: 100 },
  content: ({ findings }, kind) =>
    kind === 'terminal'
      ? null
      : {
          kind: 'table',
          columns: [column('fails'), column('on'), column('how far', 'right')],
          rows: findings.flatMap((finding, index) => (finding.models.length === 0 ? [] : [rowOf(finding, index + 1)])),
        },
};

function rowOf(finding: Finding, number: number): readonly Line[] {
  const { models, runtimes } = finding;
  return [
    [symbol(finding.symbol), text(` ${number}. `), names(models, 2)],
    [names(runtimes, 3)],
    finding.cells.some(({ state }) => isFailing(state)) ? howFar(finding) : [text('nothing compared')],
  ];
}
