import type { ResultCell } from '../../results/schema.js';
import { sentence } from '../../sentence.js';
import { alternatives } from '../alternatives.js';
import { ownAdapterFix } from '../own-adapter.js';
import { type DiagnosisContext, fineElsewhere, type Rule, subject } from '../rule.js';

/** Lines of an error message that are shown; `explain` has all of them. */
const SHOWN_LINES = 3;
/** A type of error that says nothing. */
const PLAIN_TYPE = /^error type: (?:Error|Exception|RuntimeError)$/;
/** How runtimes say that a graph is wrong by itself, whoever reads it. */
const INVALID =
  /\b(?:Shape|Type)InferenceError\b|\binvalid (?:model|graph)\b|\bINVALID_GRAPH\b|\bType Error: Type \(|\bNo opset import for domain\b|is not specified\. Known opsets/i;
/** How tools introduce what they suggest. */
const HINT = /\b(?:hint|please|try|consider|suggest(?:ed|ion)?|you (?:can|may|should|need to)|use)\b/i;

/** A runtime or converter reports that it failed, in its own words. */
export const reportedError: Rule = (cell, context) => {
  const { failure, fault } = cell;
  if (failure?.kind !== 'failed' || fault === undefined) return undefined;
  const why = (fault.why ?? '').split('\n').filter((line) => line.trim() !== '' && !PLAIN_TYPE.test(line));
  const hint = why.find((line) => HINT.test(line));
  const shown = why
    .slice(0, SHOWN_LINES)
    .filter((line) => line !== hint)
    .map((line) => line.trim());
  return {
    id: cell.state === 'convert-failed' ? 'conversion-failed' : 'run-failed',
    finding: `${subject(cell)} ${fault.what}`,
    evidence: `${shown.length === 0 ? '' : sentence(shown.join('; '))}${fineElsewhere(context.siblings)}`.trim(),
    fix: [
      fault.next === undefined ? '' : sentence(fault.next),
      hint === undefined ? '' : `The tool itself suggests: “${hint.trim()}”`,
      alternatives(cell, context) || usual(cell, context),
    ]
      .filter((part) => part !== '')
      .join(' '),
  };
};

function usual({ state, route, fault }: ResultCell, { siblings, runtime }: DiagnosisContext): string {
  // What a converter has made of a file that others run may be invalid, and the file fine.
  const isOwn = route.length === 0 && (state !== 'convert-failed' || siblings.every((one) => one.state !== 'pass'));
  if (isOwn && INVALID.test([fault?.what, fault?.why].join('\n'))) return FILE;
  return state === 'convert-failed' ? CONVERT : ownAdapterFix(runtime) || RUN;
}

const FILE =
  'The runtime finds the graph itself wrong: check the file (for ONNX with `onnx.checker.check_model(path, full_check=True)`), and export it again.';
const CONVERT =
  'Export the model without what the converter rejects, or commit a form that the runtime reads; `convert: false` leaves models without one out of the column.';
const RUN = 'Try another release of the runtime with `version:`, or report the problem to its project with this model.';
