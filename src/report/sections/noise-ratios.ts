import { groupBy } from '../../group-by.js';
import { formatCount } from '../../number-format.js';
import type { ResultCell, ResultOutput } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { outcomeOf } from '../outcome.js';
import { column, name, type Section, text } from '../section.js';

/** The limit of `auto` for a column without a coarser precision. */
const USUAL_LIMIT = 8;

/** The ratios of each cell over its outputs and cases: a page has the space to draw them. */
export const noiseRatiosSection: Section = {
  name: 'noise ratios',
  title: 'Noise ratios of all outputs',
  item: 'cell',
  share: 0.1,
  content: ({ cells }, kind) =>
    kind !== 'page'
      ? null
      : {
          kind: 'table',
          columns: [
            column('model'),
            column('runtime'),
            column('result'),
            column('noise ratio of each output and case, up to the worst'),
            column('outputs outside'),
          ],
          rows: cells.flatMap((cell) => {
            const values = ratiosOf(cell);
            if (values.length === 0) return [];
            return [
              [
                [name(cell.model)],
                [name(cell.runtime)],
                [{ kind: 'outcome' as const, outcome: outcomeOf(cell) }],
                [{ kind: 'drawing' as const, drawing: { kind: 'ratios' as const, values, limit: limitOf(cell) } }],
                [text(outsideText(cell))],
              ],
            ];
          }),
        },
  notes: () => [
    'One mark for each output in each case, on a logarithmic axis; the line is the limit, where the cell has one.',
  ],
};

function ratiosOf({ outputs }: ResultCell): readonly number[] {
  return outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
}

/** The smallest multiple of the noise floor that the outputs are judged by. */
export function limitOf({ outputs }: ResultCell): number {
  const limits = outputs.flatMap(({ tolerance: { multiple } }) => (multiple === undefined ? [] : [fromReal(multiple)]));
  return limits.length === 0 ? USUAL_LIMIT : Math.min(...limits);
}

/** `2 of 3 cases of boxes`. */
function outsideText({ outputs }: ResultCell): string {
  return [...groupBy(outputs, ({ name: output }) => output)]
    .flatMap(([output, its]) => {
      const outside = its.filter(isOutside).length;
      return outside === 0 ? [] : [`${outside} of ${formatCount(its.length, 'case')} of ${output}`];
    })
    .join('; ');
}

function isOutside({ verdict }: ResultOutput): boolean {
  return verdict !== 'pass';
}
