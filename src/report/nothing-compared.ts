import { groupBy } from '../group-by.js';
import { formatCount } from '../number-format.js';
import type { ResultCell, Results } from '../results/schema.js';
import { bySeverity, STATES } from '../results/states.js';
import { emptyOf } from '../results/verdict.js';
import { finished, sentence } from '../sentence.js';
import { type CommandLine, REASON } from './command-line.js';
import type { Finding } from './finding.js';
import { cellReason } from './outcome.js';

const SHOWN_REASONS = 3;
const SHOWN_NAMES = 3;

type Side = 'model' | 'runtime';

/**
 * One finding for all models (or runtimes) for which nothing was compared for the same reasons. If nothing was compared in
 * the whole run, models and runtimes would say the same twice: the shorter list is reported.
 */
export function nothingCompared(
  cells: readonly ResultCell[],
  columns: Results['runtimes'],
  commands: CommandLine,
): readonly Finding[] {
  const models = new Set(emptyOf(cells, 'model'));
  const runtimes = new Set(emptyOf(cells, 'runtime'));
  const whole = cells.every(({ model }) => models.has(model));
  const speaks = (side: Side) => !whole || runtimes.size < models.size === (side === 'runtime');
  return [
    ...(speaks('model') ? linesOf(cells, 'model', models, columns, commands) : []),
    ...(speaks('runtime') ? linesOf(cells, 'runtime', runtimes, columns, commands) : []),
  ].toSorted((a, b) => bySeverity(a.state, b.state));
}

function linesOf(
  cells: readonly ResultCell[],
  side: Side,
  empty: ReadonlySet<string>,
  columns: Results['runtimes'],
  commands: CommandLine,
): readonly Finding[] {
  const across: Side = side === 'model' ? 'runtime' : 'model';
  const lines = groupBy(
    cells.filter((cell) => empty.has(cell[side])),
    (cell) => cell[side],
  );
  const alike = groupBy(lines.values(), (line) =>
    JSON.stringify(line.map((cell) => [cell[across], cell.state, cellReason(cell), cell.fault?.next])),
  );
  return [...alike.values()].map((group) => {
    const names = group.map(([first]) => first[side]);
    return findingOf({ side, across, names, line: group[0], cells: group.flat() }, columns, commands);
  });
}

interface EmptyLines {
  readonly side: Side;
  readonly across: Side;
  /** Of all lines that are empty for the same reasons. */
  readonly names: readonly string[];
  /** The cells of the first of them. */
  readonly line: readonly ResultCell[];
  readonly cells: readonly ResultCell[];
}

function findingOf(
  { side, across, names, line, cells }: EmptyLines,
  columns: Results['runtimes'],
  commands: CommandLine,
): Finding {
  const others = line.map((cell) => cell[across]);
  const state = line.map((cell) => cell.state).toSorted(bySeverity)[0] ?? 'not-run';
  const word = side === 'model' ? 'row' : 'column';
  const where = names.length === 1 ? `the whole ${word}` : `all ${formatCount(names.length, word)}`;
  return {
    state,
    symbol: STATES[state].symbol,
    models: side === 'model' ? names : others,
    runtimes: side === 'model' ? others : names,
    finding: `nothing was compared in ${where}, so the result is unknown.`,
    continues: false,
    evidence: reasonsOf(line, across),
    fix: fixOf(line, side, columns, commands),
    change: null,
    cells,
  };
}

/** The reasons of the cells, each once. */
function reasonsOf(line: readonly ResultCell[], across: Side): string {
  const reasons = groupBy(line, (cell) => `${STATES[cell.state].word}: ${cellReason(cell)}`);
  const shown = [...reasons].slice(0, SHOWN_REASONS).map(([reason, its]) => {
    const names = its.map((cell) => cell[across]);
    const more = names.length > SHOWN_NAMES ? ` and ${names.length - SHOWN_NAMES} more` : '';
    return reasons.size === 1 ? reason : `${reason} (${names.slice(0, SHOWN_NAMES).join(', ')}${more})`;
  });
  const left = reasons.size - shown.length;
  return finished(sentence([...shown, ...(left > 0 ? [`${formatCount(left, 'more reason')}`] : [])].join('; ')));
}

function fixOf(line: readonly ResultCell[], side: Side, columns: Results['runtimes'], commands: CommandLine): string {
  const nexts = new Set(line.map((cell) => cell.fault?.next));
  const [next] = nexts;
  const own = nexts.size === 1 && next !== undefined ? `${sentence(next)} ` : '';
  const unsupported = line.find(({ state }) => state === 'unsupported');
  if (unsupported === undefined)
    return commands.inProse(
      `${own}Run it once without filters and save the result: \`portability run --update-baseline\`.`,
    );
  const options =
    side === 'model'
      ? `${own === '' ? 'Add a runtime that supports it to `runtimes:`, commit' : 'Or commit'} it in a format that one of the runtimes reads, or remove it from \`models:\`.`
      : own !== ''
        ? 'Or remove the column from `runtimes:`.'
        : 'Remove the column from `runtimes:`, name the platforms where it exists under its `platforms:`, commit a form that it reads, or give it another route with `convert:` or `through:`.';
  const { model, runtime } = unsupported;
  const { column = runtime } = columns.find(({ id }) => id === runtime) ?? {};
  const accept = commands.asCode('approve', [model, column], REASON);
  const intended = accept === null ? '' : ` If this is intended, accept it: ${accept}.`;
  return `${commands.inProse(`${own}${options}`)}${intended}`;
}
