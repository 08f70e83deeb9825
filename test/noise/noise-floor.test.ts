import { expect, test } from 'vitest';
import { type Noise, withWinograd } from '../../src/compare/kernel/noise-model.js';
import { floorSums, raisedByKernels } from '../../src/noise/noise-floor.js';
import { f32, judge } from '../compare/tensors.js';

const UNIT = 2 ** -24;
const [ROWS, COLUMNS] = [50, 6];

/** Rows of four pixels and two scores, everything off by some last places. */
function detections(moves: number, change: (value: number, row: number, column: number) => number = (value) => value) {
  const values = Array.from({ length: ROWS * COLUMNS }, (_, place) => {
    const [row, column] = [Math.floor(place / COLUMNS), place % COLUMNS];
    const plain = Math.abs(Math.sin(1 + place)) * (column < 4 ? 1e6 : 1);
    const sign = Math.sin(place * 7 + moves * 13) > 0 ? 1 : -1;
    return change(plain * (1 + (moves === 0 ? 0 : sign * 2 ** -23)), row, column);
  });
  return f32(values, [ROWS, COLUMNS]);
}

function measured(make: typeof detections = detections): Noise {
  const sums = floorSums(UNIT);
  for (let run = 1; run <= 8; run++) sums.add({ y: make(0) }, { y: make(run) });
  const { y } = sums.floors();
  if (y === undefined) throw new Error('there is a floor');
  return y;
}

test('columns that move far less than the others are a part with a floor of their own', () => {
  const { sigma, parts } = measured();
  expect(parts?.map(({ axis, slices }) => ({ axis, slices }))).toEqual([{ axis: 1, slices: [4, 5] }]);
  expect((parts?.[0]?.sigma ?? 0) / sigma).toBeLessThan(1e-4);
});

test('an output that moves alike everywhere, or hardly, has none', () => {
  expect(
    measured((moves) => detections(moves, (value, _, column) => (column < 4 ? value : value * 1e6))),
  ).not.toHaveProperty('parts');
  expect(measured((moves) => detections(moves, (value) => value * 1e-6))).not.toHaveProperty('parts');
});

test('a large value in one row does not hide the others', () => {
  const { parts } = measured((moves) =>
    detections(moves, (value, row, column) => (column < 4 ? value * 1e-6 : value) * (row === 9 ? 1e7 : 1)),
  );
  expect(parts?.map(({ axis, slices }) => [axis, slices.length])).toEqual([[0, ROWS - 1]]);
});

test.each<[string, 'pass' | 'drift', Parameters<typeof detections>[1]]>([
  ['nothing but rounding', 'pass', undefined],
  ['the scores of a column off by 1 %', 'drift', (value, _, column) => (column === 4 ? value * 1.01 : value)],
  ['one score of another class', 'drift', (value, row, column) => (row === 3 && column === 5 ? 1 - value : value)],
  ['the pixels off by 1 %', 'drift', (value, _, column) => (column === 1 ? value * 1.01 : value)],
])('%s', (_, verdict, change) => {
  const judged = judge(detections(0), detections(99, change), { noise: { y: measured() } });
  expect(judged.verdict).toBe(verdict);
});

test('the reason says where', () => {
  const swapped = detections(99, (value, _, column) => (column >= 4 ? 1 - value : value));
  expect(judge(detections(0), swapped, { noise: { y: measured() } }).reason).toMatch(
    /^in 4–5 of axis 1, which move far less than the rest, RMSE is .*× the noise floor, the limit is 8×/,
  );
});

test('the floor of a part, too, is raised to the distance between kernels, at most fourfold', () => {
  const floors = { y: measured() };
  const [own] = floors.y.parts ?? [];
  const other = detections(99, (value, _, column) => (column === 4 ? value * 1.01 : value));
  const [raised] = raisedByKernels(floors, { y: detections(0) }, { y: other }).y?.parts ?? [];
  expect((raised?.sigma ?? 0) / (own?.sigma ?? 1)).toBeCloseTo(4);
});

test('the floor of Winograd’s convolutions raises the others, with their parts', () => {
  const noise = { ...measured(), winograd: { sigma: 4 * measured().sigma, peak: 1e9 } };
  const { sigma, peak, parts, ...rest } = withWinograd(noise);
  expect(rest).toEqual({ unit: UNIT });
  expect([sigma / noise.sigma, peak, (parts?.[0]?.sigma ?? 0) / (noise.parts?.[0]?.sigma ?? 1)]).toEqual([4, 1e9, 4]);
  expect(withWinograd({ ...noise, winograd: { sigma: 0, peak: 0 } }).sigma).toBe(noise.sigma);
});
