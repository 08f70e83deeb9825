import { formatElement } from '../../number-format.js';
import { described, type Recogniser } from './description.js';

/** One element of many. */
export const oneElement: Recogniser = ({ shape, each: { differing, first, count } }) => {
  if (differing !== 1 || first === null || count < 2) return null;
  const place = `[${indices(first.index, shape).join(', ')}]`;
  const change = `${formatElement(first.a)} → ${formatElement(first.b)}`;
  return described(
    `differs in one element of ${count}, at ${place}: ${change}`,
    `differ in one element of ${count}, at ${place}: ${change}`,
  );
};

function indices(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((size) => {
      const own = rest % size;
      rest = Math.floor(rest / size);
      return own;
    })
    .toReversed();
}
