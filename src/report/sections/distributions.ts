import {
  formatCount,
  formatMagnitude,
  formatPercent,
  formatRatio,
  formatRatioLimit,
  groupThousands,
} from '../../number-format.js';
import type { ResultDistribution } from '../../results/distribution-schema.js';
import type { ResultCell } from '../../results/schema.js';
import { fromReal } from '../../tensor/real.js';
import type { Bar, Drawing, Shade } from '../drawing.js';
import { column, name, type Section, text } from '../section.js';
import { limitOf } from './noise-ratios.js';

/** Which elements are off, and by how much: a fault at the border looks unlike one of a channel, or of a precision. */
export const distributionsSection: Section = {
  name: 'where errors are',
  title: 'Where the errors are',
  item: 'cell',
  share: 0.1,
  content: ({ cells }, kind) =>
    kind !== 'page'
      ? null
      : {
          kind: 'table',
          columns: [
            column('model'),
            column('runtime'),
            column('output'),
            column('sizes of the errors'),
            column('by size of the value'),
            column('place'),
          ],
          rows: cells.flatMap((cell) => {
            const { distribution } = cell;
            if (distribution === undefined) return [];
            return [
              [
                [name(cell.model)],
                [name(cell.runtime)],
                [name(distribution.output), text(` in ${distribution.case}`)],
                [{ kind: 'drawing' as const, drawing: sizesOf(distribution, cell) }],
                [{ kind: 'drawing' as const, drawing: magnitudesOf(distribution, cell) }],
                distribution.map === null
                  ? []
                  : [{ kind: 'drawing' as const, drawing: mapOf(distribution, distribution.map, cell) }],
              ],
            ];
          }),
        },
  notes: () => [
    'Of each cell that drifts, the output that is furthest off. Bars are on a logarithmic scale, a factor of two or ten each; red is beyond the limit. × is in units of the noise floor.',
  ],
};

type Errors = Pick<ResultDistribution, 'unitIs'>;

/** `3.2×`, or in words where the unit is not the noise floor. */
function sizeText(size: number, { unitIs }: Errors): string {
  switch (unitIs) {
    case 'noise':
      return formatRatio(size);
    case 'ulp':
      return `${formatMagnitude(size)} ulp`;
    default:
      return `${formatMagnitude(size)} ${size === 1 ? 'step' : 'steps'}`;
  }
}

/** An error from which on an element counts as off: the limit, where the unit is the noise floor. */
function badFrom({ unitIs }: Errors, cell: ResultCell): number {
  return unitIs === 'noise' ? limitOf(cell) : 1;
}

function sizesOf(errors: ResultDistribution, cell: ResultCell): Drawing {
  const { sizes, equal, notFinite } = errors;
  const limit = badFrom(errors, cell);
  const [first, last] = [sizes[0]?.exponent ?? 0, sizes.at(-1)?.exponent ?? -1];
  const counts = new Map(sizes.map(({ exponent, count }) => [exponent, count]));
  const bars = Array.from({ length: last - first + 1 }, (_, index): Bar => {
    const exponent = first + index;
    const count = counts.get(exponent) ?? 0;
    const range = `${sizeText(2 ** exponent, errors)} to ${sizeText(2 ** (exponent + 1), errors)}`;
    return { label: `${range}: ${formatCount(count, 'element')}`, count, bad: 2 ** exponent >= limit };
  });
  const beyond = sizes.reduce((sum, { exponent, count }) => (2 ** exponent >= limit ? sum + count : sum), notFinite);
  const total = sizes.reduce((sum, { count }) => sum + count, equal + notFinite);
  const parts = [
    `${groupThousands(beyond)} of ${formatCount(total, 'element')} (${formatPercent(beyond / Math.max(1, total))}) beyond ${errors.unitIs === 'noise' ? formatRatioLimit(limit) : sizeText(limit, errors)}`,
    ...(equal === 0 ? [] : [`${groupThousands(equal)} equal`]),
    ...(notFinite === 0 ? [] : [`${groupThousands(notFinite)} NaN or infinite`]),
  ];
  return { kind: 'bars', bars, words: parts.join(', ') };
}

function magnitudesOf(errors: ResultDistribution, cell: ResultCell): Drawing {
  const { magnitudes } = errors;
  const limit = badFrom(errors, cell);
  const bars = magnitudes.map(({ exponent, count, largest }): Bar => {
    const size = fromReal(largest);
    const label = `values from 1e${exponent}: up to ${sizeText(size, errors)} in ${formatCount(count, 'element')}`;
    return { label, count: size, bad: size >= limit };
  });
  const worst = magnitudes.toSorted((a, b) => fromReal(b.largest) - fromReal(a.largest))[0];
  if (worst === undefined) return { kind: 'bars', bars, words: '' };
  const words = `up to ${sizeText(fromReal(worst.largest), errors)}, for values from 1e${worst.exponent} to 1e${worst.exponent + 1}`;
  return { kind: 'bars', bars, words };
}

function mapOf(errors: ResultDistribution, map: NonNullable<ResultDistribution['map']>, cell: ResultCell): Drawing {
  const limit = badFrom(errors, cell);
  const exponents = map.largest.flat().flatMap((one) => (one === null ? [] : [fromReal(one)]));
  const largest = Math.max(1, ...exponents.filter(Number.isFinite));
  const shadeOf = (exponent: number): Shade => {
    const depth = Number.isFinite(exponent) ? Math.max(0, exponent) / largest : 1;
    const label = Number.isFinite(exponent)
      ? `${sizeText(2 ** exponent, errors)} to ${sizeText(2 ** (exponent + 1), errors)}`
      : 'NaN or infinite';
    return { label, depth, bad: 2 ** exponent >= limit };
  };
  const axes = map.axes.map((axis, index) => `axis ${axis} (${map.sizes[index]})`);
  return {
    kind: 'grid',
    rows: map.largest.map((row) => row.map((one) => (one === null ? null : shadeOf(fromReal(one))))),
    words: axes.length === 2 ? `down ${axes[0]}, across ${axes[1]}` : `along ${axes[0] ?? ''}`,
  };
}
