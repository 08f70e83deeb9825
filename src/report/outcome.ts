import { assertNever } from '../errors.js';
import { formatRatio, groupThousands } from '../number-format.js';
import { FAILURES } from '../results/failures.js';
import type { ResultCell, ResultOutput } from '../results/schema.js';
import { STATES, type Tone } from '../results/states.js';
import { fromReal } from '../tensor/real.js';

/** The outcome of a cell as the matrix shows it: never a colour or a symbol alone. */
export interface Outcome {
  readonly symbol: string;
  readonly word: string;
  /** One number at most; empty when there is none. */
  readonly detail: string;
  readonly tone: Tone;
}

/** For a model and a runtime for which the results have no cell. */
export const NO_RESULT: Outcome = { symbol: STATES['not-run'].symbol, word: 'no result', detail: '', tone: 'muted' };

export function outcomeOf(cell: ResultCell): Outcome {
  const { symbol, tone } = STATES[cell.state];
  const detail = [detailOf(cell), isRecordedFailure(cell) ? '(recorded)' : ''].filter((part) => part !== '').join(' ');
  return { symbol, word: wordOf(cell), detail, tone };
}

/** Not run again: nothing has changed since it was recorded. A recorded pass is `not-run`. */
function isRecordedFailure({ state, recorded }: ResultCell): boolean {
  return recorded !== undefined && state !== 'not-run';
}

/** Why it is not a pass: what, and the first line of why; the rest is in the results document. */
export function cellReason({ fault, reason, state }: ResultCell): string {
  const why = fault?.why?.split('\n', 1)[0];
  const what = fault?.what ?? reason ?? STATES[state].word;
  return why === undefined ? what : `${what}: ${why}`;
}

/** Symbol and number, for a matrix with a line that says what the symbols stand for. */
export function briefOutcome({ symbol, detail }: Outcome): string {
  return detail === '' ? symbol : `${symbol} ${detail}`;
}

/** Symbol, word and number in one text. */
export function outcomeText({ symbol, word, detail }: Outcome): string {
  return detail === '' ? `${symbol} ${word}` : `${symbol} ${word} ${detail}`;
}

/** The kind of failure is more informative than the state, if the failure decided the state. */
function wordOf({ state, failure }: ResultCell): string {
  return failure !== undefined && FAILURES[failure.kind].state === state
    ? FAILURES[failure.kind].word
    : STATES[state].word;
}

function detailOf(cell: ResultCell): string {
  switch (cell.state) {
    case 'pass':
      return measured(cell.outputs) || (isExact(cell.outputs) ? 'exact' : '');
    case 'drift':
    case 'approved':
      return distance(failingOutputs(cell.outputs)) || accepted(cell);
    case 'not-run':
      return lastKnown(cell);
    case 'unsupported':
    case 'convert-failed':
    case 'run-failed':
    case 'error':
      return '';
    default:
      return assertNever(cell.state);
  }
}

export function failingOutputs(outputs: readonly ResultOutput[]): readonly ResultOutput[] {
  return outputs.filter(({ verdict }) => verdict !== 'pass');
}

/** What `auto` lets pass: an output that is nearer and fails all the same fails by a rule that counts elements. */
const NEAR = 8;

function distance(failing: readonly ResultOutput[]): string {
  const ratio = worstRatio(failing);
  return (ratio !== null && ratio <= NEAR && mismatches(failing)) || measured(failing) || mismatches(failing);
}

/** The worst noise ratio; a NaN is worse than any number. Null when no output has one. */
export function worstRatio(outputs: readonly ResultOutput[]): number | null {
  let worst: number | null = null;
  for (const { noiseRatio } of outputs) {
    if (noiseRatio === null) continue;
    const ratio = fromReal(noiseRatio);
    if (worst === null || Number.isNaN(ratio) || ratio > worst) worst = ratio;
    if (Number.isNaN(ratio)) break;
  }
  return worst;
}

function measured(outputs: readonly ResultOutput[]): string {
  const ratio = worstRatio(outputs);
  return ratio === null ? '' : formatRatio(ratio);
}

function isExact(outputs: readonly ResultOutput[]): boolean {
  return outputs.length > 0 && outputs.every(({ maxAbs, tolerance }) => maxAbs === 0 || tolerance.rule === 'exact');
}

/** The largest share of elements that differ, where nothing is measured: integers, labels, strings. */
function mismatches(outputs: readonly ResultOutput[]): string {
  const worst = outputs
    .filter(({ mismatched }) => mismatched > 0)
    .toSorted((a, b) => b.mismatched / b.total - a.mismatched / a.total)
    .at(0);
  if (worst === undefined) return '';
  return `${groupThousands(worst.mismatched)} of ${groupThousands(worst.total)}`;
}

/** The accepted state, if there is no number. */
function accepted({ state, approval }: ResultCell): string {
  return state === 'approved' && approval !== undefined ? `(${STATES[approval.state].word})` : '';
}

function lastKnown({ lastKnown: last }: ResultCell): string {
  if (last === undefined) return '';
  const ratio = last.noiseRatio === null ? '' : ` ${formatRatio(fromReal(last.noiseRatio))}`;
  return `(last ${STATES[last.state].word}${ratio})`;
}
