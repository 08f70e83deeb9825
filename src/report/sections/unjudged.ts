import { groupBy } from '../../group-by.js';
import type { ResultCell } from '../../results/schema.js';
import { BY_SEVERITY, isFailing, STATES } from '../../results/states.js';
import { finished, sentence } from '../../sentence.js';
import type { CellState } from '../../types.js';
import { cellReason } from '../outcome.js';
import { pairedCode } from '../paired-code.js';
import { FOLDED, type Line, names, prose, type Section, symbol, text } from '../section.js';
import type { ReportView } from '../view.js';

/** Cells that neither pass nor fail, with their reason: a grey cell without one looks like an oversight. */
export const unjudgedSection: Section = {
  name: 'accepted, unsupported and not run',
  title: 'Accepted, unsupported, not run',
  item: 'line',
  share: 0.1,
  open: FOLDED,
  content: (view) => ({ kind: 'list', tone: 'muted', items: unjudgedOf(view).map(lineOf) }),
};

interface Unjudged {
  readonly state: CellState;
  readonly models: readonly string[];
  readonly runtimes: readonly string[];
  readonly reason: string;
}

/** One entry for each state and reason, without what is a finding already. */
function unjudgedOf({ cells, cell: cellOf, findings }: ReportView): readonly Unjudged[] {
  const found = new Set(
    findings.flatMap(({ models, runtimes }) => models.flatMap((model) => runtimes.map((each) => cellOf(model, each)))),
  );
  const states = BY_SEVERITY.filter((state) => !isFailing(state) && state !== 'pass');
  const entries = states.flatMap((state) =>
    cells
      .filter((cell) => cell.state === state && !found.has(cell))
      .map((cell) => ({ state, model: cell.model, runtime: cell.runtime, reason: reasonOf(cell) })),
  );
  const byModel = groupBy(entries, ({ model, state, reason }) => JSON.stringify([model, state, reason]));
  const lines = [...byModel.values()].map((group) => ({ ...group[0], runtimes: group.map(({ runtime }) => runtime) }));
  const alike = groupBy(lines, ({ state, runtimes, reason }) => JSON.stringify([state, runtimes, reason]));
  return [...alike.values()].map((group) => ({ ...group[0], models: group.map(({ model }) => model) }));
}

function lineOf({ state, models, runtimes, reason }: Unjudged): Line {
  return [
    symbol(STATES[state].symbol),
    text(` ${STATES[state].word}: `),
    names(models, models.length),
    text(' on '),
    names(runtimes, runtimes.length),
    ...(reason === '' ? [] : [text(': '), prose(reason)]),
  ];
}

/** Who accepted it and why, with what failed; else why it was not judged. */
function reasonOf(cell: ResultCell): string {
  const { state, approval, fault, reason } = cell;
  if (state !== 'approved') return fault === undefined && reason === null ? '' : cellReason(cell);
  if (approval === undefined) return reason ?? '';
  const end = approval.until === undefined ? '' : ` until ${approval.until}`;
  const accepted = pairedCode(`by ${approval.author}${end}: ${approval.reason}`);
  // How far an accepted drift is stands in the matrix; of a failure nothing else says what it is.
  return fault === undefined ? accepted : `${finished(accepted)} ${sentence(cellReason(cell))}`;
}
