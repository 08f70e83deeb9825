import { isFailing } from '../../results/states.js';
import type { Finding } from '../finding.js';
import { howFar } from '../how-far.js';
import { column, finding, type Line, names, type Section, symbol, text } from '../section.js';

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
          rows: findings.flatMap((one, index) => (one.models.length === 0 ? [] : [rowOf(one, index + 1)])),
        },
};

function rowOf(one: Finding, number: number): readonly Line[] {
  const { models, runtimes } = one;
  return [
    [symbol(one.symbol), text(' '), finding(number), text('. '), names(models, 2)],
    [names(runtimes, 3)],
    one.cells.some(({ state }) => isFailing(state)) ? howFar(one) : [text('nothing compared')],
  ];
}
