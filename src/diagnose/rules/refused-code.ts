import { type Rule, subject } from '../rule.js';

/** The model carries code, and this machine cannot isolate what runs it: nothing was run. */
export const refusedCode: Rule = (cell) => {
  const { failure, fault } = cell;
  if (failure?.kind !== 'refused' || fault === undefined) return undefined;
  return {
    id: 'refused-code',
    finding: `${subject(cell)} was ${fault.what}.`,
    evidence: fault.why === undefined ? '' : `${capital(fault.why)}.`,
    fix: fault.next === undefined ? '' : `${capital(fault.next)}.`,
  };
};

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
