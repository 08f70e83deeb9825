import { ruleOf } from '../../compare/tolerance-entry.js';
import { formatElement, formatMagnitude, formatRatio, groupThousands } from '../../number-format.js';
import type { ResultOutput } from '../../results/schema.js';
import { fromReal, type Real } from '../../tensor/real.js';
import { column, FOLDED, type Line, name, type Section, text } from '../section.js';
import type { ReportView } from '../view.js';

/** The numbers of every output in every case: failing ones first, then in the order of the plan. */
export const outputsSection: Section = {
  name: 'numbers per output',
  title: 'Numbers per output',
  item: 'output',
  share: 0.4,
  open: FOLDED,
  limit: { comment: 100, summary: 2000 },
  content: (view) => ({
    kind: 'table',
    columns: [
      column('model'),
      column('runtime'),
      column('output'),
      column('case'),
      column('noise ratio', 'right'),
      column('max abs', 'right'),
      column('bits', 'right'),
      { ...column('worst at'), unbroken: true },
      column('tolerance'),
    ],
    rows: rowsOf(view),
  }),
};

const NONE = '–';

function rowsOf({ results, cells }: ReportView): readonly (readonly Line[])[] {
  const severalForms = new Set(results.models.flatMap(({ id, forms }) => (forms.length > 1 ? [id] : [])));
  const rows = cells.flatMap(({ model, runtime, outputs }) => outputs.map((output) => ({ model, runtime, output })));
  const [failing, passing] = [rows.filter(({ output }) => fails(output)), rows.filter(({ output }) => !fails(output))];
  return [...failing, ...passing].map(({ model, runtime, output }) => [
    [name(model)],
    [name(runtime)],
    severalForms.has(model) ? [name(output.name), text(' of '), name(output.form)] : [name(output.name)],
    [text(output.case)],
    [text(ratioText(output), fails(output) ? 'bad' : undefined)],
    [text(output.maxAbs === null ? NONE : formatMagnitude(fromReal(output.maxAbs)))],
    [text(output.effectiveBits === null ? NONE : fromReal(output.effectiveBits).toFixed(1))],
    [text(worstText(output))],
    [text(ruleOf(output.tolerance).resultWords(output.tolerance))],
  ]);
}

function fails({ verdict }: ResultOutput): boolean {
  return verdict !== 'pass';
}

function ratioText({ noiseRatio, mismatched, total }: ResultOutput): string {
  if (noiseRatio !== null) return formatRatio(fromReal(noiseRatio));
  return mismatched === 0 ? NONE : `${groupThousands(mismatched)} of ${groupThousands(total)} differ`;
}

function worstText({ worst, maxAbs }: ResultOutput): string {
  if (worst === null || maxAbs === 0) return NONE;
  return `[${worst.index.join(', ')}]: ${elementText(worst.reference)} → ${elementText(worst.candidate)}`;
}

function elementText(value: Real | string | boolean): string {
  return typeof value === 'number' ? formatElement(value) : String(value);
}
