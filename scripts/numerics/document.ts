import { markdownTable } from '../markdown-table.js';
import { quantisedModels } from './quantised-models.js';
import { realModels } from './real-models.js';
import { seededModels } from './seeded-models.js';
import type { CoarseCell, FailedCell, JudgedCell, StudyFault, StudyResults } from './study-results.js';

const LIMIT = 8;
/** Of columns that declare a coarser precision, in units of that precision simulated. */
const COARSE_LIMIT = 4;
/** How much of an output's RMS a fault changes at the least, column by column. */
const CHANGES = [0, 0.03, 0.1, 0.3, 0.5];
const GROSS = 0.1;

type FaultyCell = JudgedCell & { readonly fault: StudyFault };

/** The generated part of docs/numerics.md. */
export function numericsSection({ judged, failed, platform, versions, correct, rules, coarse }: StudyResults): string {
  const good = judged.filter(({ fault }) => fault === null);
  const bad = judged.filter((cell): cell is FaultyCell => cell.fault !== null);
  return [
    `Measured on ${platform.cpu} (${platform.isa.join(', ')}) with ${versions.map(([title, version]) => `${title} ${version}`).join(', ')}.`,
    '### Models',
    markdownTable(
      ['model', 'description'],
      [
        ...[...seededModels, ...quantisedModels].map(({ id, what }) => [id, `seeded: ${what}`]),
        ...realModels.map(({ id, what }) => [id, what]),
      ],
    ),
    `Three inputs each. ${good.length} correct cells, ${bad.length} faulty ones.${notRun(failed)}`,
    '### Rules compared',
    rulesTable(good, bad, rules),
    '### Correct runtimes',
    'RMSE against the unoptimised reference in units of the noise floor; the worst over outputs and inputs.',
    correctTable(good, correct),
    '### Faults, by kind',
    kindsTable(bad),
    '### Faults that `auto` does not catch',
    missedTable(bad, rules),
    '### Columns of coarser precision',
    'Seeded models whose every operation is rounded as in the precision that the column declares, and copies of them with a fault, by how much of an output the fault alone changes in float32.',
    coarseTable(coarse),
    missedInCoarse(coarse),
    ...alarmsOf(coarse),
  ].join('\n\n');
}

/** A ratio with two significant digits; from ten thousand on with one, in scientific notation. */
export function times(ratio: number): string {
  if (!Number.isFinite(ratio)) return '∞';
  if (ratio >= 1e4) return `${ratio.toExponential(0).replace('+', '')}×`;
  return `${Number(ratio.toPrecision(2))}×`;
}

function notRun(failed: readonly FailedCell[]): string {
  if (failed.length === 0) return '';
  const cells = failed.map(
    ({ model, column, failure, fault }) =>
      `${model} on ${column}${fault === null ? '' : ` with ${fault.kind}`} (${failure})`,
  );
  return ` Not run: ${cells.join('; ')}.`;
}

function rulesTable(good: readonly JudgedCell[], bad: readonly FaultyCell[], rules: readonly string[]): string {
  const row = (name: string, accepts: (cell: JudgedCell) => boolean) => [
    name,
    good.filter((cell) => !accepts(cell)).length,
    bad.filter((cell) => accepts(cell)).length,
    bad.filter((cell) => accepts(cell) && cell.ratio > LIMIT).length,
  ];
  const counts = [`false alarms of ${good.length}`, `faults accepted of ${bad.length}`, `of these above ${LIMIT}σ`];
  const fixed = rules.map((name, index) => row(name, (cell) => cell.fixed[index] === true));
  return markdownTable(['rule', ...counts], [row('**auto**', ({ auto }) => auto), ...fixed], counts);
}

function correctTable(good: readonly JudgedCell[], correct: readonly string[]): string {
  const models = [...new Set(good.map(({ model }) => model))];
  const ratio = (model: string, column: string) => {
    const cell = good.find((one) => one.model === model && one.column === column);
    return cell === undefined ? '—' : `${times(cell.ratio)}${cell.auto ? '' : ' ✗'}`;
  };
  const rows = models.map((model) => [model, ...correct.map((column) => ratio(model, column))]);
  return markdownTable(['model', ...correct], rows, correct);
}

function kindsTable(bad: readonly FaultyCell[]): string {
  const kinds = [...new Set(bad.map(({ fault }) => fault.kind))];
  const numbers = ['cells', 'caught by auto', 'smallest', 'median', 'largest'];
  const rows = kinds.map((kind) => {
    const own = bad.filter(({ fault }) => fault.kind === kind);
    const ratios = own.map(({ ratio }) => ratio).sort((a, b) => a - b);
    const at = (index: number) => times(ratios.at(index) ?? Number.NaN);
    return [kind, own.length, own.filter(({ auto }) => !auto).length, at(0), at(Math.floor(ratios.length / 2)), at(-1)];
  });
  return markdownTable(['fault', ...numbers], rows, numbers);
}

function missedTable(bad: readonly FaultyCell[], rules: readonly string[]): string {
  const missed = bad.filter(({ auto }) => auto);
  if (missed.length === 0) return 'None.';
  const rows = missed.map(({ model, fault, ratio, fixed }) => [
    model,
    fault.kind,
    fault.where,
    times(ratio),
    sizeInWords(ratio),
    rules.filter((_, index) => fixed[index] === false).join('; ') || 'none',
  ]);
  const headings = ['model', 'fault', 'where', 'size', 'meaning of the size', 'fixed rules that catch it'];
  return markdownTable(headings, rows, ['size']);
}

/** By how gross the faults are; each column has those of the next one too. */
function coarseTable(coarse: readonly CoarseCell[]): string {
  const precisions = [...new Set(coarse.map(({ precision }) => precision))];
  const count = (cells: readonly CoarseCell[], wanted: boolean) =>
    `${cells.filter(({ auto }) => auto === wanted).length} of ${cells.length}`;
  const rows = precisions.map((precision) => {
    const own = coarse.filter((cell) => cell.precision === precision);
    const correct = own.filter(({ fault }) => fault === null);
    const faulty = own.filter(({ fault }) => fault !== null);
    return [
      precision,
      count(correct, true),
      ...CHANGES.map((least) =>
        count(
          faulty.filter(({ change }) => change >= least),
          false,
        ),
      ),
      String(faulty.filter(({ auto, size }) => auto && size > COARSE_LIMIT).length),
    ];
  });
  const headings = [
    'correct, accepted',
    ...CHANGES.map((least) =>
      least === 0 ? 'faults caught' : `that change an output by ${percent(least)} of its RMS`,
    ),
    `missed above ${COARSE_LIMIT}× what the precision does`,
  ];
  return markdownTable(['precision', ...headings], rows, headings);
}

/** The grossest faults that are accepted. */
function missedInCoarse(coarse: readonly CoarseCell[]): string {
  const missed = coarse
    .filter(({ fault, auto, change }) => fault !== null && auto && change >= GROSS)
    .toSorted((a, b) => b.change - a.change);
  if (missed.length === 0) return `No fault that changes an output by ${percent(GROSS)} of its RMS is accepted.`;
  const rows = missed.map(({ model, precision, fault, change, size }) => [
    precision,
    model,
    `${fault?.kind} (${fault?.where})`,
    percent(change),
    times(size),
  ]);
  const headings = ['precision', 'model', 'fault', 'part of the RMS', 'of what the precision does'];
  return [
    `Accepted although they change an output by ${percent(GROSS)} of its RMS or more:`,
    markdownTable(headings, rows, headings.slice(3)),
  ].join('\n\n');
}

function percent(part: number): string {
  return `${Math.round(part * 100)} %`;
}

/** What is correct and not accepted, with the reason; each model and precision once. */
function alarmsOf(coarse: readonly CoarseCell[]): string[] {
  const alarms = coarse.filter(({ fault, auto }) => fault === null && !auto);
  const said = new Map(alarms.map((cell) => [`${cell.model} in ${cell.precision}`, cell.reason]));
  return said.size === 0
    ? []
    : [`Correct and not accepted: ${[...said].map(([what, reason]) => `${what} (${reason})`).join('; ')}.`];
}

function sizeInWords(ratio: number): string {
  if (ratio === 0) return 'the outputs do not change at all';
  return ratio <= 2 ? 'no more than the difference between correct runtimes' : `less than ${LIMIT}× the rounding noise`;
}
