import { assertNever } from '../../errors.js';
import type { FailureKind } from '../../results/failures.js';
import { fineElsewhere, type Rule, subject } from '../rule.js';

/** The process of a runtime or converter died, ran out of time or of memory: it could not report why itself. */
export const crashed: Rule = (cell, { siblings }) => {
  if (cell.failure === undefined) return undefined;
  const { kind } = cell.failure;
  const ended = cell.state === 'convert-failed' ? conversionEndings(kind) : endings(kind);
  if (ended === undefined) return undefined;
  const what = cell.fault?.what ?? cell.reason ?? ended.id;
  const why = cell.fault?.why === undefined ? '' : ` ${cell.fault.why}.`;
  return {
    id: ended.id,
    finding: `${subject(cell)} ${what}.`,
    evidence: `${ended.evidence}${why}${fineElsewhere(siblings)}`,
    fix: ended.fix,
  };
};

function endings(kind: FailureKind): { id: string; evidence: string; fix: string } | undefined {
  switch (kind) {
    case 'crashed':
      return {
        id: 'crashed',
        evidence: 'The runtime ended its own process, so this is a fault in its native code, not a reported error.',
        fix: 'Try another release of the runtime with `version:`, export the model with fixed shapes, and report the crash with this model to the project of the runtime.',
      };
    case 'timed-out':
      return {
        id: 'timed-out',
        evidence: 'The runtime did not answer within the time limit and was stopped.',
        fix: 'Raise `limits.seconds` if the model is that slow, or use a smaller golden case.',
      };
    case 'out-of-memory':
      return {
        id: 'out-of-memory',
        evidence: 'The process exceeded the memory limit and was stopped.',
        fix: 'Raise `limits.memory` if the model needs that much, or use a smaller golden case.',
      };
    case 'failed':
    case 'unsupported':
    case 'never-started':
      return undefined;
    default:
      return assertNever(kind);
  }
}

function conversionEndings(kind: FailureKind): ReturnType<typeof endings> {
  const ended = endings(kind);
  if (ended === undefined) return undefined;
  return {
    ...ended,
    evidence: ended.evidence.replace('The runtime', 'The converter'),
    fix:
      kind === 'timed-out'
        ? 'Raise `limits.convert` if the conversion is that slow.'
        : kind === 'out-of-memory'
          ? 'Raise `limits.memory` if the conversion needs that much.'
          : 'Export the model with fixed shapes or at another opset, and report the crash with this model to the project of the converter.',
  };
}
