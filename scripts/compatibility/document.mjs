// docs/compatibility.md from a results document: the matrix, what every edge did, and the reason of every cell that does
// not pass.
import { formatRatio } from '../../lib/number-format.js';
import { fromReal } from '../../lib/tensor/real.js';

const SYMBOLS = { pass: '✅', drift: '❌', 'run-failed': '💥', 'convert-failed': '🔧', unsupported: '⚪', error: '🔥' };
const WORDS = {
  pass: 'pass, with the worst noise ratio of its outputs; = where every number is the same',
  drift: 'ran, outside the tolerance, with the noise ratio',
  'run-failed': 'failed while running',
  'convert-failed': 'a conversion failed, or made what its runtime cannot read',
  unsupported: 'not supported, or nothing leads there',
  error: 'an error of the gate or its surroundings',
};

export function compatibilityDocument(results, adapters) {
  const { cells, models, runtimes, platform } = results;
  const passing = cells.filter(({ state }) => state === 'pass');
  const used = new Set(passing.map(({ runtime }) => runtimes.find(({ id }) => id === runtime)?.adapter));
  const edges = edgesOf(results, adapters);
  const alive = edges.filter(({ passes }) => passes > 0);
  return [
    `${models.length} models on ${runtimes.length} columns: ${passing.length} of ${cells.length} cells pass, on ${used.size} runtimes and through ${alive.length} conversion edges. ${platform.os}-${platform.arch}, ${platform.cpu}.`,
    Object.entries(WORDS)
      .map(([state, words]) => `${SYMBOLS[state]} ${words}`)
      .join(' · '),
    '## Matrix',
    matrix(results),
    '## Edges',
    'An edge is a converter and the format that it was given. A cell counts for every edge on its route.',
    table(
      ['edge', 'from', 'to', 'pass', 'drift', 'failed'],
      edges.map((edge) => [edge.converter, edge.from, edge.to, edge.passes, edge.drifts, edge.failures]),
    ),
    '## Versions',
    table(
      ['column', 'runtime', 'version', 'options'],
      runtimes.map(({ id, title, version, options }) => [id, title, version ?? 'never started', optionsText(options)]),
    ),
    '## Reasons',
    'For every cell that is not a pass, in the words of the gate. Cells with equal reasons share a line.',
    reasons(results),
  ].join('\n\n');
}

/** Models down, columns across would be too wide for a page: columns down. */
function matrix({ cells, models, runtimes }) {
  const rows = runtimes.map(({ id }) => [
    `**${id}**`,
    ...models.map((model) => cellText(cells.find((cell) => cell.model === model.id && cell.runtime === id))),
  ]);
  return table(['', ...models.map(({ id }) => id)], rows);
}

function cellText(cell) {
  if (cell === undefined) return '';
  const symbol = SYMBOLS[cell.state];
  if (cell.state !== 'pass' && cell.state !== 'drift') return symbol;
  const ratios = cell.outputs.flatMap(({ noiseRatio }) => (noiseRatio === null ? [] : [fromReal(noiseRatio)]));
  if (ratios.length === 0) return cell.outputs.every(({ maxAbs }) => maxAbs === 0) ? `${symbol} =` : symbol;
  const worst = Math.max(...ratios);
  return `${symbol} ${worst === 0 ? '=' : formatRatio(worst)}`;
}

function edgesOf({ cells, models }, { converters }) {
  const facts = new Map(converters.map((converter) => [converter.id, converter]));
  const edges = new Map();
  for (const { id, reads, writes } of converters)
    for (const from of reads)
      edges.set(`${id} ${from}`, { converter: id, from, to: writes, passes: 0, drifts: 0, failures: 0 });
  for (const { model, route, state, outputs } of cells) {
    const forms = models.find(({ id }) => id === model)?.forms ?? [];
    let from = (forms.find(({ path }) => path === outputs[0]?.form) ?? forms[0])?.format;
    for (const { converter } of route) {
      const edge = edges.get(`${converter} ${from}`);
      if (edge !== undefined) edge[state === 'pass' ? 'passes' : state === 'drift' ? 'drifts' : 'failures'] += 1;
      from = facts.get(converter)?.writes;
    }
  }
  return [...edges.values()].sort((a, b) => (a.converter + a.from < b.converter + b.from ? -1 : 1));
}

function reasons({ cells, runtimes }) {
  const groups = new Map();
  for (const { model, runtime, state, reason, diagnosis } of cells) {
    if (state === 'pass') continue;
    const text =
      diagnosis?.finding !== undefined && state === 'drift' ? `${reason} ${diagnosis.finding}` : (reason ?? '');
    const key = JSON.stringify([runtime, state, text]);
    groups.set(key, [...(groups.get(key) ?? []), model]);
  }
  const order = new Map(runtimes.map(({ id }, index) => [id, index]));
  const at = ([key]) => order.get(JSON.parse(key)[0]);
  const rows = [...groups]
    .sort((a, b) => at(a) - at(b))
    .map(([key, names]) => {
      const [runtime, state, text] = JSON.parse(key);
      return [runtime, `${SYMBOLS[state]} ${state}`, names.join(', '), text];
    });
  return table(['column', 'state', 'models', 'reason'], rows);
}

function optionsText(options) {
  return Object.entries(options)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');
}

function table(headings, rows) {
  const cell = (value) => String(value).replaceAll('|', '\\|').replaceAll('<', '&lt;').replace(/\s+/g, ' ');
  return [headings, headings.map(() => '---'), ...rows].map((row) => `| ${row.map(cell).join(' | ')} |`).join('\n');
}
