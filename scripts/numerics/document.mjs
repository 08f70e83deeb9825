// The generated part of docs/numerics.md.
import { realModels } from './real-models.mjs';
import { seededModels } from './seeded-models.mjs';

const LIMIT = 8;

/** A ratio with two significant digits, in words beyond a million. */
export function times(ratio) {
  if (!Number.isFinite(ratio)) return '∞';
  if (ratio >= 1e4) return `${Number(ratio.toExponential(0).split('e')[0])}e${ratio.toExponential(0).split('e+')[1]}×`;
  return `${Number(ratio.toPrecision(2))}×`;
}

function table(head, rows, align = []) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (align[index] === 'right' ? '---:' : '---'));
  return [line(head), line(rule), ...rows.map(line)].join('\n');
}

/** @returns {string} markdown */
export function numericsSection({ cells, platform, versions, honest, rules }) {
  const ran = cells.filter(({ failure }) => failure === undefined);
  const good = ran.filter(({ fault }) => fault === null);
  const bad = ran.filter(({ fault }) => fault !== null);
  return [
    `Measured on ${platform.cpu} (${platform.isa.join(', ')}) with ${versions.map(([title, version]) => `${title} ${version}`).join(', ')}.`,
    '### What was run',
    table(
      ['model', 'what it is'],
      [...seededModels, ...realModels].map(([id, what], index) => [
        id,
        index < seededModels.length ? `seeded: ${what}` : what,
      ]),
    ),
    `Three inputs each. ${good.length} honest cells, ${bad.length} faulty ones.${notRun(cells)}`,
    '### Rules compared',
    rulesTable(good, bad, rules),
    '### Honest runtimes',
    'RMSE against the unoptimised reference in units of the noise floor, the worst over outputs and inputs.',
    honestTable(good, honest),
    '### Faults, by kind',
    kindsTable(bad),
    '### Faults that `auto` does not see',
    missedTable(bad, rules),
  ].join('\n\n');
}

function notRun(cells) {
  const failed = cells.filter(({ failure }) => failure !== undefined);
  if (failed.length === 0) return '';
  return ` Not run: ${failed.map(({ model, column, failure, fault }) => `${model} on ${column}${fault === null ? '' : ` with ${fault.kind}`} (${failure})`).join('; ')}.`;
}

function rulesTable(good, bad, rules) {
  const row = (name, accepts) => [
    name,
    String(good.filter((cell) => !accepts(cell)).length),
    String(bad.filter((cell) => accepts(cell)).length),
    String(bad.filter((cell) => accepts(cell) && cell.ratio > LIMIT).length),
  ];
  return table(
    ['rule', `false alarms of ${good.length}`, `faults accepted of ${bad.length}`, `of these above ${LIMIT}σ`],
    [row('**auto**', ({ auto }) => auto), ...rules.map((name, index) => row(name, ({ fixed }) => fixed[index]))],
    ['left', 'right', 'right', 'right'],
  );
}

function honestTable(good, honest) {
  const models = [...new Set(good.map(({ model }) => model))];
  const ratio = (model, column) => {
    const cell = good.find((one) => one.model === model && one.column === column);
    if (cell === undefined) return '—';
    return `${times(cell.ratio)}${cell.auto ? '' : ' ✗'}`;
  };
  return table(
    ['model', ...honest],
    models.map((model) => [model, ...honest.map((column) => ratio(model, column))]),
    ['left', ...honest.map(() => 'right')],
  );
}

function kindsTable(bad) {
  const kinds = [...new Set(bad.map(({ fault }) => fault.kind))];
  return table(
    ['fault', 'cells', 'seen by auto', 'smallest', 'median', 'largest'],
    kinds.map((kind) => {
      const own = bad.filter(({ fault }) => fault.kind === kind);
      const ratios = own.map(({ ratio }) => ratio).sort((a, b) => a - b);
      return [
        kind,
        String(own.length),
        String(own.filter(({ auto }) => !auto).length),
        times(ratios[0]),
        times(ratios[Math.floor(ratios.length / 2)]),
        times(ratios.at(-1)),
      ];
    }),
    ['left', 'right', 'right', 'right', 'right', 'right'],
  );
}

function missedTable(bad, rules) {
  const missed = bad.filter(({ auto }) => auto);
  if (missed.length === 0) return 'None.';
  return table(
    ['model', 'fault', 'where', 'size', 'what the size says', 'fixed rules that see it'],
    missed.map(({ model, fault, ratio, fixed }) => [
      model,
      fault.kind,
      fault.where,
      times(ratio),
      ratio === 0
        ? 'the outputs do not change at all'
        : ratio <= 2
          ? 'no more than what honest runtimes differ by'
          : `less than ${LIMIT}× the rounding noise`,
      rules.filter((_, index) => !fixed[index]).join('; ') || 'none',
    ]),
    ['left', 'left', 'left', 'right'],
  );
}
