import { describe, expect, test } from 'vitest';
import { type Drawing, drawingText } from '../../src/report/drawing.js';
import { htmlReport } from '../../src/report/html.js';
import { distributionsSection } from '../../src/report/sections/distributions.js';
import { viewOf } from '../../src/report/view.js';
import type { ResultDistribution } from '../../src/results/distribution-schema.js';
import { cellOf, modelOf, outputOf, resultsOf, runtimeOf } from './results-builder.js';

const DISTRIBUTION: ResultDistribution = {
  case: 'one',
  form: 'm.onnx',
  output: 'y<b>',
  unit: 1e-7,
  unitIs: 'noise',
  equal: 2,
  notFinite: 1,
  sizes: [
    { exponent: 0, count: 5 },
    { exponent: 3, count: 2 },
  ],
  magnitudes: [
    { exponent: -1, count: 5, largest: 1.5 },
    { exponent: 2, count: 2, largest: 9 },
  ],
  map: {
    axes: [1, 3],
    sizes: [2, 3],
    largest: [
      [null, 3, 'Infinity'],
      [null, null, 0],
    ],
  },
};

function resultsWith(distribution: ResultDistribution) {
  const cell = cellOf('m', 'a', { state: 'drift', reason: 'r', outputs: [outputOf('m', 900)], distribution });
  return resultsOf({
    verdict: 'fail',
    models: [modelOf('m')],
    runtimes: [runtimeOf('a', 'a', '1')],
    cells: [cell],
  });
}

function drawingsOf(distribution: ResultDistribution): Drawing[] {
  const content = distributionsSection.content(viewOf(resultsWith(distribution)), 'page');
  if (content?.kind !== 'table') throw new Error('it is a table');
  return content.rows.flat(2).flatMap((span) => (span.kind === 'drawing' ? [span.drawing] : []));
}

describe('in words', () => {
  test('how many elements are beyond the limit, where the values are large, and which axes are drawn', () => {
    expect(drawingsOf(DISTRIBUTION).map(drawingText)).toEqual([
      '3 of 10 elements (30%) beyond 8×, 2 equal, 1 NaN or infinite',
      'up to 9.0×, for values from 1e2 to 1e3',
      'down axis 1 (2), across axis 3 (3)',
    ]);
  });

  test.each([
    ['ulp', '3 of 10 elements (30%) beyond 1 ulp'],
    ['step', '3 of 10 elements (30%) beyond 1 step'],
  ] as const)('in units of one %s', (unitIs, words) => {
    const distribution = {
      ...DISTRIBUTION,
      unitIs,
      sizes: [
        { exponent: -1, count: 5 },
        { exponent: 3, count: 2 },
      ],
    };
    expect(drawingText(drawingsOf(distribution)[0] ?? { kind: 'bars', bars: [], words: '' })).toContain(words);
  });
});

test('bins follow each other without a gap, and those beyond the limit are marked', () => {
  const [sizes] = drawingsOf(DISTRIBUTION);
  expect(sizes?.kind === 'bars' ? sizes.bars.map(({ count, bad }) => [count, bad]) : []).toEqual([
    [5, false],
    [0, false],
    [0, false],
    [2, true],
  ]);
});

test('a place that is equal is left empty, one that is not finite is as deep as can be', () => {
  const grid = drawingsOf(DISTRIBUTION)[2];
  expect(grid?.kind === 'grid' ? grid.rows.map((row) => row.map((one) => one?.depth ?? null)) : []).toEqual([
    [null, 1, 1],
    [null, null, 0],
  ]);
});

test('a page draws it and escapes its names; other reports leave it out', () => {
  const page = htmlReport(resultsWith(DISTRIBUTION));
  expect(page).toContain('<svg class="drawing frame"');
  expect(page).toContain('y&lt;b&gt;');
  expect(page).not.toContain('y<b>');
  expect(distributionsSection.content(viewOf(resultsWith(DISTRIBUTION)), 'comment')).toBeNull();
});
