import { formatElement } from '../../number-format.js';
import { described, type Recogniser } from './description.js';

/** What a factor leaves must be so much smaller than what it explains. */
const LEFT_OVER = 1e-3;

export const scaled: Recogniser = ({ each: { factor, count }, floats }) => {
  const explained = Math.abs(factor.value - 1);
  if (!floats || count < 3 || !(factor.rest <= LEFT_OVER * explained) || !(explained > 1e-6)) return null;
  const words = `multiplied by ${formatElement(Number(factor.value.toPrecision(4)))}`;
  return described(`is ${words}`, `are ${words}`);
};
