import type { ResultOutput, ResultRuntime, Results } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { matrixOf } from '../matrix.js';
import { type Column, name, names, type Section, text } from '../section.js';

/** Models × runtimes, the failures first. */
export const matrixSection: Section = {
  name: 'matrix',
  title: 'Matrix',
  item: 'row',
  share: 0.45,
  limit: { comment: 40, summary: 1000 },
  content: (view) =>
    view.results.runtimes.length === 0
      ? null
      : {
          kind: 'table',
          stacks: true,
          columns: [{ heading: [], align: 'left', head: true }, ...view.results.runtimes.map(columnOf)],
          rows: matrixOf(view).map(({ models, cells }) => [
            [names(models, 3)],
            ...cells.map((outcome) => [{ kind: 'outcome' as const, outcome }]),
          ]),
        },
  notes: ({ results }) => legendOf(results),
};

function columnOf({ id, precision: { declared } }: ResultRuntime): Column {
  return {
    heading: declared === 'f32' ? [name(id)] : [name(id), text(` (declared ${declared})`)],
    align: 'centre',
    unbroken: true,
  };
}

/** What `n×` means, one sentence per line; empty when nothing was measured against a noise floor. */
export function legendOf({ cells, runtimes, models }: Results): readonly string[] {
  if (!cells.some(({ outputs }) => outputs.some(({ noiseRatio }) => noiseRatio !== null))) return [];
  const legend = [
    "n× = distance from the reference in units of the model's own rounding noise: about 1× is normal, above 8× fails.",
  ];
  if (runtimes.some(({ precision: { declared } }) => declared !== 'f32'))
    legend.push('A column that declares a coarser precision is allowed correspondingly more.');
  if (models.some(({ forms }) => forms.some(({ precision = 'f32' }) => precision !== 'f32')))
    legend.push('A file that declares a coarser precision is allowed correspondingly more.');
  if (cells.some(({ outputs }) => outputs.some(isAccepted)))
    legend.push('An output with its own tolerance in the config is judged by that, whatever its n×.');
  return legend;
}

/** Passes by a configured tolerance although it is too far off for `auto`. */
function isAccepted({ verdict, noiseRatio, tolerance: { rule } }: ResultOutput): boolean {
  return verdict === 'pass' && rule !== 'auto' && noiseRatio !== null && fromReal(noiseRatio) > 8;
}
