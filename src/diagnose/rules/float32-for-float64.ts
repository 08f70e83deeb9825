import { NOISE_MULTIPLE } from '../../compare/kernel/noise-limits.js';
import type { ResultOutput } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import { drifting, fineElsewhere, type Rule, subject } from '../rule.js';

/** How runtimes call float32. */
const FLOAT32 = /^(f32|fp32|float32)$/i;

const LOST = 'What is a small difference of large numbers, such as of timestamps, is lost in float32';
const SUBTRACT = 'subtract what inputs have in common, such as the first timestamp, before the model';

/** Whether the column or the form declares float32 already, so that more than the rounding of float64 is allowed. */
function isAllowedFloat32({ tolerance: { multiple } }: ResultOutput): boolean {
  return multiple !== undefined && fromReal(multiple) > NOISE_MULTIPLE;
}

/** A runtime that reports float32 for a model that has nothing but float64: it is off by the rounding of float32. */
export const float32ForFloat64: Rule = (cell, { runtime, siblings }) => {
  const outputs = drifting(cell);
  const { declared, effective } = runtime.precision;
  if (declared !== 'f32' || !FLOAT32.test(effective ?? '')) return undefined;
  const measured = outputs.filter(({ noiseRatio, tolerance: { rule } }) => noiseRatio !== null && rule === 'auto');
  if (outputs.length === 0 || measured.length !== outputs.length) return undefined;
  if (outputs.some(({ dtype }) => dtype !== 'float64')) return undefined;
  return {
    id: 'float32-for-float64',
    finding: `${subject(cell)} computes in float32 what the model has in float64.`,
    evidence: `The runtime itself reports ${effective}.${fineElsewhere(siblings)}`,
    fix: outputs.some(isAllowedFloat32)
      ? `Deploy the model on a runtime that computes in float64, or ${SUBTRACT}.`
      : `If float32 is enough, declare \`precision: f32\` for the column; else deploy the model on a runtime that computes in float64. ${LOST}: ${SUBTRACT}.`,
  };
};
