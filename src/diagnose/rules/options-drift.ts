import { yamlOptions } from '../../config/yaml-word.js';
import type { ResultHop } from '../../results/schema.js';
import { REPORTED } from '../arithmetic.js';
import { hopEvidence, judgedHops, optionsOf, otherOptions } from '../hop-evidence.js';
import { isMisread, type Rule, subject } from '../rule.js';

/**
 * The file that ran passes on its own runtime with plain arithmetic: the options of the column are to blame. Not where an
 * operator is known to be misread, or the runtime itself reports a coarser precision: that says more.
 */
export const optionsDrift: Rule = (cell, { runtime }) => {
  const plain = judgedHops(cell).find((hop) => hop.step === cell.route.length && hop.runtime === runtime.adapter);
  const names = plain?.state === 'pass' ? otherOptions(plain, runtime) : [];
  if (plain === undefined || names.length === 0 || isMisread(cell)) return undefined;
  if (REPORTED.has(runtime.precision.effective?.toLowerCase() ?? '')) return undefined;
  // What is wrong by itself and keeps few bits is no precision that could be declared.
  const isOperator = cell.located?.flat === null && cell.located.operators[0]?.certain === true;
  const declared = isOperator ? '' : ', or declare the precision that the column is meant to have';
  const list = (options: ResultHop['options']) => yamlOptions(optionsOf(options, names));
  return {
    id: 'options-drift',
    finding: `${subject(cell)} drifts with \`${list(runtime.options)}\`: with \`${list(plain.options)}\` it passes.`,
    evidence: hopEvidence(cell, runtime),
    fix: `Set \`options: { ${list(plain.options)} }\` for the column and deploy the model with the same setting${declared}.`,
  };
};
