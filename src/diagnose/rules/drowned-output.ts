import { NOISE_MULTIPLE } from '../../compare/kernel/noise-limits.js';
import { formatMagnitude } from '../../number-format.js';
import type { ResultOutput } from '../../results/schema.js';
import { worstOutput } from '../../results/verdict.js';
import { fromReal } from '../../tensor/real.js';
import { drifting, type Rule, subject } from '../rule.js';

/**
 * The measured noise floors are as large as what the outputs vary by, and they are off by no more: then nothing is known
 * to be wrong, unless another column passes all the same, or an operator is wrong by itself.
 */
export const drownedOutput: Rule = (cell, { siblings }) => {
  const outputs = drifting(cell);
  const worst = worstOutput(outputs);
  const isKnown = cell.located?.operators[0]?.certain === true || siblings.some(({ state }) => state === 'pass');
  if (worst === undefined || isKnown || !outputs.every(isDrowned)) return undefined;
  const [off, floor] = [worst.rmse, worst.tolerance.rounding].map((value) => formatMagnitude(fromReal(value ?? 0)));
  return {
    id: 'drowned-output',
    finding: `${subject(cell)} cannot be judged on these inputs: the measured noise floor of \`${worst.name}\` is as large as what it varies by, and it is off by no more than that.`,
    evidence: `In case ${worst.case} the RMSE is ${off}, and the noise floor ${floor}.`,
    fix: 'Give inputs for which the output varies more: golden inputs with real data, or other ranges under `inputs:`.',
  };
};

function isDrowned({ rmse, tolerance }: ResultOutput): boolean {
  const { rounding } = tolerance;
  return rounding !== undefined && rmse !== null && fromReal(rmse) <= NOISE_MULTIPLE * fromReal(rounding);
}
