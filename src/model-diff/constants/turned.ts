import { described, type Recogniser } from './description.js';

/** A kernel whose spatial axes, behind the two of channels, are all reversed: a convolution for a correlation. */
export const turned: Recogniser = ({ shape, whole }) => {
  const taps = shape.slice(2).reduce((product, size) => product * size, 1);
  // Of one axis alone the reversed indices tell as much.
  if (shape.slice(2).filter((size) => size > 1).length < 2) return null;
  const all = whole();
  return all?.a.every((value, index) => {
    const tap = index % taps;
    return Object.is(all.b[index - tap + (taps - 1 - tap)], value);
  }) === true
    ? described('is turned around along its spatial axes', 'are turned around along their spatial axes')
    : null;
};
