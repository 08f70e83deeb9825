import { described, type Recogniser } from './description.js';

export const nonFinite: Recogniser = ({ each }) =>
  each.nonFinite === 0
    ? null
    : described('has NaN or infinity where it had numbers', 'have NaN or infinity where they had numbers');
