import { formatMagnitude, formatRatio } from '../../src/number-format.js';
import { markdownTable } from '../markdown-table.js';
import type { Rounding } from './rounding-of.js';
import type { ConvolutionStudy } from './study.js';

/** The part of docs/numerics.md about single convolutions. */
export function convolutionsSection({ versions, results }: ConvolutionStudy): string {
  const columns = [...versions.keys()];
  const rows = results.map(({ convolution: { kernel, channels, rows: size }, roundings }) => [
    `${kernel}×${kernel}, ${channels} channels, ${size} rows`,
    ...columns.map((column) => inWords(roundings.get(column))),
  ]);
  const names = [...versions].map(([column, version]) => `${column} is ${version}`).join(', ');
  return `${markdownTable(['convolution', ...columns], rows, columns)}\n\n${names}.`;
}

function inWords(rounding: Rounding | undefined): string {
  if (rounding === undefined) return '—';
  const { rms, largest, relative } = rounding;
  return `${formatRatio(rms)} (${formatRatio(largest)}), ${formatMagnitude(relative)}`;
}
