import { formatElement } from '../../number-format.js';
import { described, type Recogniser } from './description.js';

/** All numbers higher or lower by the same: positions that begin at one instead of at zero. */
export const shiftedValues: Recogniser = ({ each: { offset, count } }) => {
  if (offset === null || count < 2) return null;
  const words = `${formatElement(Math.abs(offset))} ${offset > 0 ? 'higher' : 'lower'} in every element`;
  return described(`is ${words}`, `are ${words}`);
};
