import { expect, test } from 'vitest';
import { numericsSection, times } from '../../../scripts/numerics/document.js';
import type { JudgedCell, StudyResults } from '../../../scripts/numerics/study-results.js';

const cell = (model: string, column: string, ratio: number, more: Partial<JudgedCell> = {}): JudgedCell => ({
  model,
  column,
  fault: null,
  auto: ratio <= 8,
  ratio,
  reason: '',
  fixed: [true, ratio <= 100],
  ...more,
});
const fault = { kind: 'swap-channels', where: 'w0 of Conv a|b' };
const results: StudyResults = {
  platform: { os: 'linux', arch: 'x64', cpu: 'Processor', isa: ['avx2', 'fma'] },
  judged: [
    cell('lstm', 'one', 1.04),
    cell('lstm', 'two', 12, { fixed: [true, false] }),
    cell('conv-net', 'one', 0.5),
    cell('lstm', 'one', 3.2, { fault }),
    cell('conv-net', 'one', 2_340_000, { fault }),
    cell('conv-net', 'one', 0, { fault: { ...fault, kind: 'pool-divisor' } }),
  ],
  failed: [{ model: 'conv-net', column: 'two', fault: null, failure: 'crashed' }],
  versions: [['Runtime', '1.2']],
  coarse: [
    { model: 'lstm', precision: 'bf16', fault: null, size: 0, change: 0, auto: true, reason: '' },
    { model: 'lstm', precision: 'f16', fault: null, size: 0, change: 0, auto: false, reason: 'y: NaN' },
    { model: 'lstm', precision: 'bf16', fault, size: 9, change: 0.6, auto: false, reason: 'y: 9×' },
    { model: 'conv-net', precision: 'bf16', fault, size: 5, change: 0.25, auto: true, reason: '' },
  ],
  correct: ['one', 'two'],
  rules: ['loose', 'allclose'],
};
const text = numericsSection(results);

test('rules are counted by what they accept of each kind of cell', () => {
  expect(text).toContain('3 correct cells, 3 faulty ones. Not run: conv-net on two (crashed).');
  expect(text).toContain(
    [
      '| rule | false alarms of 3 | faults accepted of 3 | of these above 8σ |',
      '| --- | ---: | ---: | ---: |',
      '| **auto** | 1 | 2 | 0 |',
      '| loose | 0 | 3 | 1 |',
      '| allclose | 1 | 2 | 0 |',
    ].join('\n'),
  );
});

test('correct cells with their ratio, and a mark where auto raises a false alarm', () => {
  expect(text).toContain('| lstm | 1× | 12× ✗ |\n| conv-net | 0.5× | — |');
});

test('faults by kind, and those that auto does not catch, with the rules that do', () => {
  expect(text).toContain('| swap-channels | 2 | 1 | 3.2× | 2e6× | 2e6× |\n| pool-divisor | 1 | 0 | 0× | 0× | 0× |');
  expect(text).toContain('| lstm | swap-channels | w0 of Conv a\\|b | 3.2× | less than 8× the rounding noise | none |');
  expect(text).toContain('the outputs do not change at all');
});

test('coarse columns: what is accepted of the models, and of the faults by how gross they are', () => {
  expect(text).toContain(
    '| faults caught | that change an output by 3 % of its RMS | that change an output by 10 % of its RMS |',
  );
  expect(text).toContain('| bf16 | 1 of 1 | 1 of 2 | 1 of 2 | 1 of 2 | 1 of 1 | 1 of 1 | 1 |');
  expect(text).toContain('| bf16 | conv-net | swap-channels (w0 of Conv a\\|b) | 25 % | 5× |');
  expect(text).toContain('Correct and not accepted: lstm in f16 (y: NaN).');
});

test.each([
  [0, '0×'],
  [0.0151, '0.015×'],
  [7.04, '7×'],
  [3249, '3200×'],
  [23_400, '2e4×'],
  [Number.POSITIVE_INFINITY, '∞'],
])('%d is %s', (ratio, words) => {
  expect(times(ratio)).toBe(words);
});
