import { expect, test } from 'vitest';
import { compactMatrix } from '../../src/report/compact-matrix.js';
import { viewOf } from '../../src/report/view.js';
import type { ResultCell } from '../../src/results/schema.js';
import { cellOf, modelOf, outputOf, passing, resultsOf, runtimeOf } from './results-builder.js';

/** @param red columns, counted from 0, on which a model drifts */
function matrix(
  models: number,
  runtimes: number | readonly string[],
  red: (model: number) => readonly number[],
  ids = Array.from({ length: models }, (_, index) => `m${index}`),
) {
  const columns = typeof runtimes === 'number' ? Array.from({ length: runtimes }, (_, index) => `r${index}`) : runtimes;
  const cells = ids.flatMap((model, row) =>
    columns.map(
      (runtime, column): ResultCell =>
        red(row).includes(column)
          ? cellOf(model, runtime, { state: 'drift', reason: `${model} ${runtime}`, outputs: [outputOf(model, 100)] })
          : passing(model, runtime, 1),
    ),
  );
  return compactMatrix(
    viewOf(
      resultsOf({
        verdict: 'fail',
        models: ids.map((id) => modelOf(id)),
        runtimes: columns.map((id) => runtimeOf(id, id, '1')),
        cells,
      }),
    ),
  );
}
const headings = ({ columns }: ReturnType<typeof matrix>) =>
  columns.map((ids) => (ids.length === 1 ? ids[0] : `${ids.length} more`));

test.each([
  [3, [2], ['r2', 'r0', 'r1']],
  [6, [5], ['r5', 'r0', '4 more']],
  [12, [3, 7], ['r3', 'r7', '10 more']],
  [12, [1, 3, 5, 7], ['r1', 'r3', 'r5', 'r7', '8 more']],
  [12, [1, 2, 3, 4, 5, 6, 7], ['r1', 'r2', 'r3', '9 more']],
  [5, [0, 1, 2, 3, 4], ['r0', 'r1', 'r2', '2 more']],
])('%i columns, of which %j fail', (runtimes, red, expected) => {
  expect(headings(matrix(2, runtimes, (model) => (model === 0 ? red : [])))).toEqual(expected);
});

test.each([
  [['onnxruntime-node', 'openvino-auto', 'onnx'], 'voice-sequence', ['openvino-auto', '2 more']],
  [['onnxruntime-node', 'onnxruntime-web', 'openvino'], 'net', ['onnxruntime-web', '2 more']],
  [['onnxruntime-node', 'openvino'], 'vision/net-2', ['openvino', 'onnxruntime-node']],
  [['a', 'mnn', 'b', 'c'], 'speech/wav2vec2-large', ['mnn', 'a', '2 more']],
])('on a phone, %j and %s', (runtimes, model, expected) => {
  expect(headings(matrix(1, runtimes, () => [1], [model]))).toEqual(expected);
});

test('on a phone no failure is beside the screen, and what fails keeps its columns while they fit', () => {
  const runtimes = ['mnn', 'openvino', 'litert', 'tvm', 'a', 'b'];
  expect(headings(matrix(1, runtimes, () => [0, 1, 2, 3], ['model-07']))).toEqual(['mnn', 'openvino', '4 more']);
  expect(headings(matrix(1, runtimes, () => [1, 2], ['detector']))).toEqual(['openvino', 'litert', '4 more']);
});

test('what is folded says what is in it', () => {
  const { rows, folded } = matrix(3, 12, (model) => (model === 0 ? [1, 2, 3, 4, 5] : []));
  expect(folded).toBe(true);
  expect(rows.map(({ models, cells }) => [models.join(), ...cells.map(({ text }) => text)])).toEqual([
    ['m0', '❌ 100×', '❌ 100×', '❌ 100×', '❌ 2 ✅ 7'],
    ['m1,m2', '✅ ≤ 1.0×', '✅ ≤ 1.0×', '✅ ≤ 1.0×', '✅ ≤ 1.0×'],
  ]);
});

test('many models that fail on the same runtimes share a row', () => {
  const { rows } = matrix(40, 6, (model) => (model < 38 ? [2] : []));
  expect(rows.map(({ models, fails }) => [models.length, fails])).toEqual([
    [38, true],
    [2, false],
  ]);
});
