import { described, type Recogniser } from './description.js';

export const zeroed: Recogniser = ({ each: { zero, count } }) => {
  if (count < 2 || zero.a === zero.b) return null;
  return zero.b ? described('is all zeros now', 'are all zeros now') : described('was all zeros', 'were all zeros');
};
