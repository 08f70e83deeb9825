import { ruleOf } from '../compare/tolerance-entry.js';
import { formatElement, formatMagnitude, formatRatio, groupThousands } from '../number-format.js';
import type { ResultOutput, Results } from '../results/schema.js';
import { fromReal, type Real } from '../tensor/real.js';
import { cellIndex, cellKey } from './matrix.js';

/** The numbers of one output in one case, as text. */
export interface OutputRow {
  readonly failing: boolean;
  readonly model: string;
  readonly runtime: string;
  readonly output: string;
  readonly case: string;
  /** The committed form that was run; null when the model has only one. */
  readonly form: string | null;
  readonly ratio: string;
  readonly maxAbs: string;
  readonly bits: string;
  readonly worst: string;
  readonly tolerance: string;
}

const NONE = '–';

/** Every output of every cell that ran: failing ones first, then by model, runtime, form, output and case of the plan. */
export function outputRows(results: Results): readonly OutputRow[] {
  const cells = cellIndex(results);
  const rows = results.models.flatMap((model) =>
    results.runtimes.flatMap((runtime) =>
      (cells.get(cellKey(model.id, runtime.id))?.outputs ?? []).map((output) =>
        rowOf(model.id, runtime.id, model.forms.length > 1 ? output.form : null, output),
      ),
    ),
  );
  return [...rows.filter(({ failing }) => failing), ...rows.filter(({ failing }) => !failing)];
}

function rowOf(model: string, runtime: string, form: string | null, output: ResultOutput): OutputRow {
  return {
    failing: output.verdict !== 'pass',
    model,
    runtime,
    output: output.name,
    case: output.case,
    form,
    ratio: output.noiseRatio === null ? mismatchText(output) : formatRatio(fromReal(output.noiseRatio)),
    maxAbs: output.maxAbs === null ? NONE : formatMagnitude(fromReal(output.maxAbs)),
    bits: output.effectiveBits === null ? NONE : fromReal(output.effectiveBits).toFixed(1),
    worst: worstText(output),
    tolerance: ruleOf(output.tolerance).resultWords(output.tolerance),
  };
}

function mismatchText({ mismatched, total }: ResultOutput): string {
  return mismatched === 0 ? NONE : `${groupThousands(mismatched)} of ${groupThousands(total)} differ`;
}

function worstText({ worst, maxAbs }: ResultOutput): string {
  if (worst === null || maxAbs === 0) return NONE;
  return `[${worst.index.join(', ')}]: ${elementText(worst.reference)} → ${elementText(worst.candidate)}`;
}

function elementText(value: Real | string | boolean): string {
  return typeof value === 'number' ? formatElement(value) : String(value);
}
