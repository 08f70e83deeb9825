import type { LocatedLayer } from '../../src/locate/locate-layer.js';
import { formatRatio, formatSeconds } from '../../src/number-format.js';
import { fromReal } from '../../src/tensor/real.js';
import { markdownTable } from '../markdown-table.js';
import type { LocateResults, Outcome, StudiedFault, StudiedKnown } from './study.js';

/** The part of docs/locate.md that the study writes. */
export function locateSection({ injected, known, long }: LocateResults): string {
  return [
    '### Injected faults',
    injectedText(injected),
    injectedTable(injected),
    notRight(injected),
    '### Faults of current releases',
    knownTable(known),
    ...(long.length === 0 ? [] : ['### A graph of a thousand nodes', longTable(long)]),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

const count = (faults: readonly StudiedFault[], ...outcomes: Outcome[]) =>
  faults.filter(({ outcome }) => outcomes.includes(outcome)).length;

function injectedText(faults: readonly StudiedFault[]): string {
  const shown = faults.length - count(faults, 'hidden', 'not-run');
  const right = count(faults, 'right', 'pair');
  const refused = faults.filter(({ outcome }) => outcome === 'not-run');
  const pairs = new Set(refused.map(({ net, column }) => `${net} on ${column}`));
  const notRun =
    refused.length === 0
      ? ''
      : ` ${refused.length} more were put into networks that the runtime does not run at all, faulty or not (${[...pairs].join(', ')}): there is nothing to locate.`;
  return (
    `${faults.length - refused.length} faults in ${new Set(faults.map(({ net }) => net)).size} networks; the outputs show ${shown} of them. ` +
    `The right operator was named in ${right} of these (${((100 * right) / Math.max(1, shown)).toFixed(1)}%); ` +
    `another one was stated as certain in ${count(faults, 'wrong')}.${notRun}`
  );
}

function injectedTable(faults: readonly StudiedFault[]): string {
  const columns = [...new Set(faults.map(({ column, cut }) => JSON.stringify([column, cut])))];
  return markdownTable(
    ['runtime', 'how', 'shown', 'right', 'one of a group', 'uncertain', 'wrong', 'nothing', 'parts', 'median time'],
    columns.map((key) => {
      const own = faults.filter(({ column, cut }) => JSON.stringify([column, cut]) === key);
      const shown = own.filter(({ outcome }) => outcome !== 'hidden' && outcome !== 'not-run');
      const by = new Set(
        shown.flatMap(({ found }) => ('located' in found ? (found.located.operators[0]?.by ?? []) : [])),
      );
      return [
        own[0]?.column ?? '',
        [...by].sort().reverse().join(', '),
        shown.length,
        count(own, 'right'),
        count(own, 'pair'),
        count(own, 'uncertain'),
        count(own, 'wrong'),
        count(own, 'nothing'),
        rangeOf(shown.map(({ found }) => partsOf(found))),
        formatSeconds(median(shown.map(({ seconds }) => seconds))),
      ];
    }),
    ['shown', 'right', 'one of a group', 'uncertain', 'wrong', 'nothing', 'parts', 'median time'],
  );
}

/** Every fault that was not named, so that nothing is hidden behind a count. */
function notRight(faults: readonly StudiedFault[]): string {
  const others = faults.filter(({ outcome }) => !['right', 'hidden', 'not-run'].includes(outcome));
  return others
    .map(({ outcome, net, column, kind, where, found }) => {
      const what = 'located' in found ? operatorOf(found) : found.unlocated;
      return `- ${outcome}: ${kind} at ${where} in ${net} on ${column}: ${what}`;
    })
    .join('\n');
}

/** What was found of faults of current releases. */
export function knownTable(known: readonly StudiedKnown[]): string {
  return markdownTable(
    ['fault', 'runtime', 'found', 'before', 'behind', 'by itself', 'how', 'parts'],
    known.map(({ fault, column, found }) => {
      if ('unlocated' in found) return [fault.what, column, found.unlocated, '', '', '', '', found.parts];
      const [first] = found.located.operators;
      const ratio = (value: NonNullable<typeof first>['before'] | undefined) =>
        value == null ? '' : formatRatio(fromReal(value));
      const sure = first?.certain === true ? 'wrong' : 'not shown';
      return [
        fault.what,
        column,
        operatorOf(found),
        ratio(first?.before),
        first?.after === null ? 'NaN' : ratio(first?.after),
        sure,
        first?.by ?? '',
        found.located.parts,
      ];
    }),
    ['before', 'behind', 'parts'],
  );
}

function longTable(long: readonly StudiedFault[]): string {
  return markdownTable(
    ['runtime', 'how', 'outcome', 'parts', 'time'],
    long.map(({ column, cut, outcome, found, seconds }) => [
      column,
      cut ? 'cutting' : 'exposing',
      outcome,
      partsOf(found),
      formatSeconds(seconds),
    ]),
    ['parts', 'time'],
  );
}

const partsOf = (found: StudiedFault['found']): number => ('located' in found ? found.located.parts : found.parts);

function operatorOf({ located }: LocatedLayer): string {
  return located.operators
    .map(({ type, together }) => [...together.map((one) => one.type), type].join(' + '))
    .join(', ');
}

function rangeOf(numbers: readonly number[]): string {
  if (numbers.length === 0) return '';
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  return low === high ? String(low) : `${low} to ${high}`;
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;
}
