import { NO_TIME, type ResultLocated } from '../../results/located-schema.js';
import {
  causeInWords,
  certaintyInWords,
  flatInWords,
  operatorInWords,
  ratiosInWords,
} from '../../results/located-words.js';
import { fromReal } from '../../tensor/real.js';
import type { Drawing } from '../drawing.js';
import { column, FOLDED, type Line, name, prose, type Section, text } from '../section.js';

/** The limit of `auto` for a column without a coarser precision. */
const USUAL_LIMIT = 8;

/** The operators at which cells begin to drift; on a page with the noise ratio over the depth of the graph. */
export const locatedSection: Section = {
  name: 'where it breaks',
  title: 'Where it breaks',
  item: 'cell',
  share: 0.1,
  open: FOLDED,
  content: ({ cells }, kind) => ({
    kind: 'table',
    columns: [
      column('model'),
      column('runtime'),
      column('begins at'),
      ...(kind === 'page' ? [column('noise ratio from inputs to outputs')] : []),
    ],
    rows: cells.flatMap(({ model, runtime, located, unlocated }) => {
      if (located === undefined && unlocated === undefined) return [];
      const where: Line = located === undefined ? [text(`unknown: ${unlocated}`)] : [prose(inWords(located))];
      const picture: Line = located === undefined ? [] : [{ kind: 'drawing', drawing: depthOf(located) }];
      return [[[name(model)], [name(runtime)], where, ...(kind === 'page' ? [picture] : [])]];
    }),
  }),
  notes: ({ cells }, kind) =>
    kind !== 'page' || cells.every(({ located }) => located === undefined)
      ? []
      : [
          'One mark for what each node makes, on a logarithmic axis; the horizontal line is 8 times the noise floor, a vertical one an operator that was found.',
        ],
};

function inWords(located: ResultLocated): string {
  const flat = flatInWords(located);
  const operators = located.operators.map(
    (one) => `${operatorInWords(one, located)}: ${ratiosInWords(one)}; ${certaintyInWords(one, located)}${asIf(one)}`,
  );
  const open = located.unfinished === true ? `. ${NO_TIME.charAt(0).toUpperCase()}${NO_TIME.slice(1)}` : '';
  return `${flat ?? operators.join('. Behind it ')}${open}`;
}

function asIf({ replay }: ResultLocated['operators'][number]): string {
  const cause = replay === undefined ? null : causeInWords(replay);
  return cause === null ? '' : `, ${cause}`;
}

/** The picture of a search. */
export function depthOf({ depth, nodes, operators }: ResultLocated): Drawing {
  const at = (index: number) => index / Math.max(1, nodes - 1);
  return {
    kind: 'depth',
    points: depth.map(({ index, ratio }) => ({ at: at(index), ratio: fromReal(ratio) })),
    marks: operators.map(({ index }) => at(index)),
    limit: USUAL_LIMIT,
  };
}
