import { assertNever } from '../../errors.js';
import type { CellFailure } from '../../results/schema.js';
import { alternatives } from '../alternatives.js';
import { fineElsewhere, type Rule, subject } from '../rule.js';

/** The process of a runtime or converter died, ran out of time or of memory: it could not report why itself. */
export const crashed: Rule = (cell, context) => {
  const { failure, fault } = cell;
  if (failure === undefined) return undefined;
  const converting = cell.state === 'convert-failed';
  const ended = endings(failure, converting);
  if (ended === undefined) return undefined;
  const why = fault?.why === undefined ? '' : ` ${sentence(fault.why)}`;
  return {
    id: failure.kind,
    finding: `${subject(cell)} ${fault?.what ?? cell.reason ?? failure.kind}.`,
    evidence: `${ended.evidence}${why}${fineElsewhere(context.siblings)}`,
    fix: (failure.kind === 'crashed' ? alternatives(cell, context) : '') || ended.fix,
  };
};

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

interface Ending {
  readonly evidence: string;
  readonly fix: string;
}

function endings({ kind, signal }: CellFailure, converting: boolean): Ending | undefined {
  const who = converting ? 'The converter' : 'The runtime';
  switch (kind) {
    case 'crashed':
      return {
        evidence: `${who} ${SIGNALS[signal ?? ''] ?? 'ended its own process without reporting an error'}.`,
        fix: fixOf(signal, converting ? 'the converter' : 'the runtime'),
      };
    case 'timed-out':
      return {
        evidence: `${who} did not answer within the time limit and was stopped.`,
        fix: converting
          ? 'Raise `limits.convert` if the conversion is that slow.'
          : 'Raise `limits.seconds` if the model is that slow, or use a smaller golden case.',
      };
    case 'out-of-memory':
      return {
        evidence: 'The process exceeded the memory limit and was stopped.',
        fix: converting
          ? 'Raise `limits.memory` if the conversion needs that much.'
          : 'Raise `limits.memory` if the model needs that much, or use a smaller golden case.',
      };
    case 'failed':
    case 'unsupported':
    case 'refused':
    case 'never-started':
      return undefined;
    default:
      return assertNever(kind);
  }
}

/** What a signal means. */
const SIGNALS: Readonly<Record<string, string>> = {
  SIGABRT: 'gave up by itself: a check in its native code failed',
  SIGSEGV: 'read or wrote memory that it does not own: a fault in its native code',
  SIGBUS: 'read or wrote memory that it does not own: a fault in its native code',
  SIGFPE: 'divided an integer by zero: a fault in its native code',
  SIGILL: 'used an instruction that this processor does not have',
  SIGKILL: 'was ended from outside, by the system when memory is short',
};

function fixOf(signal: string | undefined, who: string): string {
  const report = `report the crash with this model to the project of ${who}`;
  if (signal === 'SIGILL') return `Use a release that is built for this processor, or another machine, or ${report}.`;
  if (signal === 'SIGKILL')
    return 'Use a machine with more memory, fewer parallel workers (`--jobs`), or a smaller model.';
  if (signal === 'SIGABRT')
    return `Change what the failed check names, if it names something, or try another release with \`version:\`, and ${report}.`;
  return `Try another release with \`version:\`, and ${report}.`;
}
