import { fineElsewhere, type Rule, subject } from '../rule.js';

/** The adapter or the runtime reports that it does not support something; its message names it. */
export const unsupportedOperator: Rule = (cell, { runtime, siblings }) => {
  if (cell.state !== 'unsupported') return undefined;
  const what = cell.fault?.what ?? cell.reason;
  if (what === null) return undefined;
  const version = runtime.version === null ? '' : ` ${runtime.version}`;
  return {
    id: 'unsupported',
    finding: `${subject(cell)} is not supported: ${what}`,
    evidence: `${runtime.title}${version} reports this before it computes anything.${fineElsewhere(siblings)}`,
    fix: cell.fault?.next ?? 'Export the model without it or at another opset, or try a newer release with `version:`.',
  };
};
