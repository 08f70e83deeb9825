import { NOISE_MULTIPLE } from '../../compare/kernel/noise-limits.js';
import { PRECISION_ROUNDOFF } from '../../compare/kernel/rounding.js';
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

function isMeasured({ noiseRatio, tolerance: { rule } }: ResultOutput): boolean {
  return noiseRatio !== null && rule === 'auto';
}

/** Without a noise floor: as little as a few operations in float32, of the size of the elements. */
const MOST_IN_FLOAT32 = 64 * PRECISION_ROUNDOFF.f32;

function isOffByFloat32({ maxAbs, worst, tolerance: { rule } }: ResultOutput): boolean {
  if (rule !== 'uncalibrated' || maxAbs === null || typeof worst?.reference !== 'number') return false;
  return fromReal(maxAbs) <= MOST_IN_FLOAT32 * Math.abs(worst.reference);
}

/** A runtime that reports float32 for a model that has nothing but float64: it is off by the rounding of float32. */
export const float32ForFloat64: Rule = (cell, { runtime, siblings }) => {
  const outputs = drifting(cell);
  const { declared, effective } = runtime.precision;
  if (declared !== 'f32' || !FLOAT32.test(effective ?? '')) return undefined;
  if (outputs.length === 0 || outputs.some(({ dtype }) => dtype !== 'float64')) return undefined;
  if (!outputs.every((output) => isMeasured(output) || isOffByFloat32(output))) return undefined;
  return {
    id: 'float32-for-float64',
    finding: `${subject(cell)} computes in float32 what the model has in float64.`,
    evidence: `The runtime itself reports ${effective}.${fineElsewhere(siblings)}`,
    fix: outputs.some(isAllowedFloat32)
      ? `Deploy the model on a runtime that computes in float64, or ${SUBTRACT}.`
      : `If float32 is enough, declare \`precision: f32\` for the column; else deploy the model on a runtime that computes in float64. ${LOST}: ${SUBTRACT}.`,
  };
};
