import { measuresOf, worstRatioOf } from '../../baseline/measure.js';
import { groupBy } from '../../group-by.js';
import { formatCount } from '../../number-format.js';
import type { ResultCell, ResultOutput } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { outcomeOf } from '../outcome.js';
import { column, type Line, name, type Section, text } from '../section.js';

/** The limit of `auto` for a column without a coarser precision. */
const USUAL_LIMIT = 8;

/** The ratios of each cell over its outputs and cases: a page has the space to draw them. */
export const noiseRatiosSection: Section = {
  name: 'noise ratios',
  title: 'Noise ratios of all outputs',
  item: 'cell',
  share: 0.1,
  content: ({ cells }, kind) => {
    if (kind !== 'page') return null;
    const withCourse = cells.some(({ history }) => history !== undefined);
    const rows = cells.flatMap((cell): Line[][] => {
      const values = ratiosOf(cell);
      if (values.length === 0) return [];
      return [
        [
          [name(cell.model)],
          [name(cell.runtime)],
          [{ kind: 'outcome', outcome: outcomeOf(cell) }],
          [{ kind: 'drawing', drawing: { kind: 'ratios', values, limit: limitOf(cell) } }],
          ...(withCourse ? [courseOf(cell)] : []),
          [text(outsideText(cell))],
        ],
      ];
    });
    const headings = ['model', 'runtime', 'result', 'noise ratios', ...(withCourse ? ['worst, over commits'] : [])];
    const columns = [...headings, 'outputs outside'];
    return { kind: 'table', columns: columns.map((heading) => column(heading)), rows };
  },
  notes: () => [
    'One mark for each output in each case, on a logarithmic axis, and the worst in figures; the line is the limit, where the cell has one.',
  ],
};

function ratiosOf({ outputs }: ResultCell): readonly number[] {
  return outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
}

/** Nothing where no earlier commit is known. */
function courseOf(cell: ResultCell): Line {
  const { history = [] } = cell;
  const now = worstRatioOf(measuresOf(cell.outputs));
  if (history.length === 0 || now === null) return [text('')];
  const steps = [
    ...history.map(({ commit, noiseRatio }) => ({ label: commit.slice(0, 7), ratio: fromReal(noiseRatio) })),
    { label: 'now', ratio: now },
  ];
  return [{ kind: 'drawing', drawing: { kind: 'course', steps, limit: limitOf(cell) } }];
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
