import { described, type Recogniser } from './description.js';

/** Stored in half the bits and back. */
export const rounded: Recogniser = ({ each: { roundings }, floats }) => {
  if (!floats) return null;
  for (const type of ['float16', 'bfloat16'] as const) {
    const words = roundings[type] <= 1 ? 'rounding' : roundings[type] <= 2 ? 'truncation' : null;
    if (words !== null) return described(`differs by ${type} ${words}`, `differ by ${type} ${words}`);
  }
  return null;
};
