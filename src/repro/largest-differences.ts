import { numbersOf } from '../compare/kernel/numbers-of.js';
import { outputOf } from '../compare/pairing/match-outputs.js';
import { formatElement } from '../number-format.js';
import type { Evidence } from '../replay/replay-operator.js';
import { describeType } from '../tensor/tensor.js';

const MOST = 5;

/** A table of the elements that are furthest apart, or what the structures are where these differ. */
export function largestDifferences({ reference, candidate }: Evidence): string {
  const rows = Object.entries(reference.values).flatMap(([name, expected]) => {
    const made = outputOf(candidate, name);
    if (expected.kind !== 'tensor' || made.kind !== 'tensor' || expected.dtype === 'string' || made.dtype === 'string')
      return [];
    if (expected.dtype !== made.dtype || String(expected.shape) !== String(made.shape))
      return [
        {
          place: name,
          expected: describeType(expected.dtype, expected.shape),
          made: describeType(made.dtype, made.shape),
          size: Number.POSITIVE_INFINITY,
        },
      ];
    const [left, right] = [numbersOf(expected), numbersOf(made)];
    return Array.from(left, (value, index) => {
      const other = right[index] ?? 0;
      const size = Object.is(value, other) ? 0 : Math.abs(value - other);
      const place = `${name}[${indexOf(index, expected.shape).join(', ')}]`;
      return {
        place,
        expected: formatElement(value),
        made: formatElement(other),
        size: Number.isNaN(size) ? Number.POSITIVE_INFINITY : size,
      };
    });
  });
  const worst = rows.filter(({ size }) => size > 0).toSorted((a, b) => b.size - a.size || (a.place < b.place ? -1 : 1));
  const lines = worst.slice(0, MOST).map(({ place, expected, made }) => `| \`${place}\` | ${expected} | ${made} |`);
  return ['| element | expected | seen |', '| --- | ---: | ---: |', ...lines].join('\n');
}

function indexOf(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  return shape
    .toReversed()
    .map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    })
    .toReversed();
}
