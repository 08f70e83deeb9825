/** Pieces of schemas that rules share. */
import { z } from 'zod';
import { real } from '../tensor/real.js';
import type { Dimension } from '../types.js';

export const count = z.int().min(0);
export const share = z.number().min(0).max(1);
export const knownShare = share.describe('Share of decisions or detections that may be wrong');

export const axisNumber = z.int().min(-64).max(63);

/** Why an axis cannot be used; null when a shape has it. Negative axes count from the end. */
export function missingAxis(axis: number, shape: readonly Dimension[]): string | null {
  return shape.at(axis) === undefined ? `there is no axis ${axis}: the output has rank ${shape.length}` : null;
}

/** Fields of any rule in the results document, besides its own: its limits, in measures that rules share. */
export const sharedFields = {
  rmse: real.optional().describe('Largest RMSE that passes'),
  maxAbs: real.optional().describe('Largest absolute difference that passes'),
  atol: z.number().optional(),
  rtol: z.number().optional(),
  multiple: real.optional().describe('The tolerance as a multiple of the noise floor'),
  rounding: real
    .optional()
    .describe('The measured noise floor, where it is as large as what the output varies by and so no tolerance'),
  warning: z
    .string()
    .optional()
    .describe('Set when the tolerance is too loose to find faults, or too tight for correct runtimes'),
};
