import { formatCount } from '../../number-format.js';
import type { ResultOutput, ResultRuntime, Results } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { compactMatrix } from '../compact-matrix.js';
import { columnsOf, matrixOf } from '../matrix.js';
import { type Column, FOLDED, finding, type Line, name, names, type Section, text } from '../section.js';
import type { ReportKind, ReportView } from '../view.js';

/** Models × runtimes, the failures first; in a comment only where the compact matrix does not have everything. */
export const matrixSection: Section = {
  name: 'all cells',
  title: 'All cells',
  foldedName: ({ cells }) => `all ${formatCount(cells.length, 'cell')}`,
  item: 'row',
  share: 0.3,
  open: FOLDED,
  limit: { comment: 40, summary: 1000 },
  content: (view, kind) =>
    view.results.runtimes.length === 0 || (standsIn(kind, view) && !compactMatrix(view).folded)
      ? null
      : {
          kind: 'table',
          stacks: true,
          columns: [{ heading: [], align: 'left', head: true }, ...columnsOf(view).map(columnOf)],
          rows: rowsOf(view, kind),
        },
  notes: (view, kind) => (standsIn(kind, view) ? [] : legendOf(view.results)),
};

/** On a page, every cell that fails leads to its finding. */
function rowsOf(view: ReportView, kind: ReportKind): readonly (readonly Line[])[] {
  const numbers = new Map(view.findings.flatMap(({ cells }, index) => cells.map((cell) => [cell, index + 1] as const)));
  const columns = columnsOf(view);
  return matrixOf(view, kind !== 'page').map(({ models, cells }) => [
    [names(models, 3)],
    ...cells.map((outcome, place): Line => {
      const [model = '', ...others] = models;
      const cell = others.length > 0 ? undefined : view.cell(model, columns[place]?.id ?? '');
      const number = cell === undefined || kind !== 'page' ? undefined : numbers.get(cell);
      const said = { kind: 'outcome' as const, outcome };
      return number === undefined ? [said] : [said, text(' '), finding(number)];
    }),
  ]);
}

/** Whether the compact matrix is shown in this report. */
function standsIn(kind: ReportKind, { findings }: ReportView): boolean {
  return (kind === 'comment' || kind === 'summary') && findings.length > 0;
}

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
  if (cells.some(({ outputs }) => outputs.some(isNarrowed)))
    legend.push(
      'An output in float64 is allowed what float32 rounds where the model is not all in float64, or float32 is declared.',
    );
  if (cells.some(({ outputs }) => outputs.some(isAccepted)))
    legend.push('An output with its own tolerance in the config is judged by that, whatever its n×.');
  return legend;
}

/** Passes by the rounding of float32, which is much more than its own. */
function isNarrowed({ verdict, noiseRatio, dtype, tolerance: { rule } }: ResultOutput): boolean {
  return (
    verdict === 'pass' && rule === 'auto' && dtype === 'float64' && noiseRatio !== null && fromReal(noiseRatio) > 8
  );
}

/** Passes by a configured tolerance although it is too far off for `auto`. */
function isAccepted({ verdict, noiseRatio, tolerance: { rule } }: ResultOutput): boolean {
  return verdict === 'pass' && rule !== 'auto' && noiseRatio !== null && fromReal(noiseRatio) > 8;
}
