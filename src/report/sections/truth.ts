import { formatRatio } from '../../number-format.js';
import type { ModelTruth } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { column, FOLDED, name, type Section, text } from '../section.js';

/** How far the reference and the columns are from the same computation in float64, where that was made. */
export const truthSection: Section = {
  name: 'distances from the float64 result',
  title: 'Distances from the float64 result',
  item: 'distance',
  share: 0.1,
  open: FOLDED,
  content: ({ results }) => ({
    kind: 'table',
    columns: [
      column('model'),
      column('output'),
      column('computed by'),
      column('precision'),
      column('compared with'),
      column('noise ratio', 'right'),
    ],
    rows: results.models.flatMap(({ id, truth }) =>
      (truth?.outputs ?? []).flatMap(({ output, distances }) =>
        distances.map(({ witness, column: other, noiseRatio, agree }) => [
          [name(id)],
          [name(output)],
          [name(witness)],
          [text(precisionOf(witness, truth))],
          [other === null ? text('the reference') : name(other)],
          [text(ratioText(noiseRatio, agree), agree ? undefined : 'bad')],
        ]),
      ),
    ),
  }),
};

function precisionOf(witness: string, truth: ModelTruth | undefined): string {
  if (truth?.exact === true) return 'its own integers';
  return truth?.witnesses.find(({ runtime }) => runtime === witness)?.precision === 'f64'
    ? 'float64'
    : 'as the model is';
}

function ratioText(ratio: ModelTruth['outputs'][number]['distances'][number]['noiseRatio'], agree: boolean): string {
  if (ratio !== null) return formatRatio(fromReal(ratio));
  return agree ? 'equal' : 'different';
}
