import { formatMagnitude } from '../../number-format.js';
import type { Recogniser } from './description.js';

/** Another training, a later checkpoint, or coarser arithmetic: how far apart, relative to their size. */
export const close: Recogniser = ({ each: { relative }, floats }) => {
  // Beyond that the two have nothing in common.
  if (!floats || !(relative < 0.5)) return null;
  return {
    key: 'close',
    size: relative,
    say: (plural, size) =>
      `${plural ? 'differ by up to' : 'differs by'} ${formatMagnitude(size)} of ${plural ? 'their' : 'its'} size`,
  };
};
