import { expect, test } from 'vitest';
import { findingsOf } from '../../src/report/findings.js';
import { isSameFault } from '../../src/report/same-fault.js';
import type { ResultCell, ResultOutput } from '../../src/results/schema.js';
import { cellOf, outputOf, resultsOf, runtimeOf } from './results-builder.js';

const RUNTIMES = [
  runtimeOf('node', 'ONNX Runtime (Node.js)', '1', { engine: 'onnxruntime' }),
  runtimeOf('web', 'ONNX Runtime Web', '1', { engine: 'onnxruntime' }),
  runtimeOf('mnn', 'MNN', '1', { engine: 'mnn' }),
];
const worst = { index: [0, 3], reference: 1, candidate: 2 };
const drift = (runtime: string, ...outputs: Partial<ResultOutput>[]): ResultCell =>
  cellOf('m', runtime, {
    state: 'drift',
    outputs: outputs.map((more) => outputOf('m', 400, { verdict: 'drift', rmse: 1, maxAbs: 3, worst, ...more })),
    diagnosis: { id: 'x', finding: `m on ${runtime} is wrong in ${runtime}.`, evidence: 'Why.', fix: 'Do.' },
  });
const first = drift('node', {});

test.each<[string, ResultCell, boolean]>([
  ['the same numbers', drift('web', {}), true],
  ['numbers that kernels round differently', drift('web', { rmse: 1.001, maxAbs: 2.999 }), true],
  ['another engine', drift('mnn', {}), false],
  ['another distance', drift('web', { rmse: 1.1 }), false],
  ['another largest error', drift('web', { maxAbs: 3.2 }), false],
  ['another place', drift('web', { worst: { ...worst, index: [0, 4] } }), false],
  ['nothing to compare', drift('web', { worst: null }), false],
  ['another output', drift('web', { name: 'z' }), false],
  ['one output more', drift('web', {}, { name: 'z' }), false],
  ['another model', { ...drift('web', {}), model: 'n' }, false],
  ['another state', { ...drift('web', {}), state: 'run-failed' }, false],
])('%s', (_, other, same) => {
  expect(isSameFault(first, other, RUNTIMES)).toBe(same);
  expect(isSameFault(other, first, RUNTIMES)).toBe(same);
});

test.each([
  [3, 3, true],
  [3, 4, false],
  [3, null, true],
])('numbers that are the same from the operators at %d and %d', (own, other, same) => {
  const found = (index: number | null) =>
    index === null ? {} : ({ located: { form: 'm.onnx', operators: [{ index }] } } as unknown as Partial<ResultCell>);
  const [a, b] = [
    { ...first, ...found(own) },
    { ...drift('web', {}), ...found(other) },
  ];
  expect(isSameFault(a, b, RUNTIMES)).toBe(same);
  expect(isSameFault(b, a, RUNTIMES)).toBe(same);
});

const NAN = {
  rmse: null,
  maxAbs: null,
  noiseRatio: null,
  mismatched: 4,
  worst: { ...worst, candidate: 'NaN' as const },
};

test('what has no distance is the same where as many elements differ, and by the same values', () => {
  expect(isSameFault(drift('node', NAN), drift('web', NAN), RUNTIMES)).toBe(true);
  expect(isSameFault(drift('node', NAN), drift('web', { ...NAN, mismatched: 5 }), RUNTIMES)).toBe(false);
  expect(isSameFault(drift('node', NAN), drift('web', { ...NAN, worst }), RUNTIMES)).toBe(false);
});

const commands = { inProse: (text: string) => text, asCode: () => null } as never;

test('one fault on two bindings of an engine is one finding that names both; that of another engine is its own', () => {
  const cells = [first, drift('web', {}), drift('mnn', {})];
  const found = findingsOf({ ...resultsOf({ cells }), runtimes: RUNTIMES }, cells, commands);
  expect(found.map(({ runtimes, finding, evidence }) => ({ runtimes, finding, evidence }))).toEqual([
    {
      runtimes: ['node', 'web'],
      finding: 'is wrong in node.',
      evidence: 'Why. web is off by as much, at the same place.',
    },
    { runtimes: ['mnn'], finding: 'is wrong in mnn.', evidence: 'Why.' },
  ]);
});

test('a fault that is new on one column and known on the other stays two findings', () => {
  const known = { ...drift('web', {}), lastKnown: { state: 'drift', noiseRatio: 400 } } as const;
  const cells = [first, known];
  expect(findingsOf({ ...resultsOf({ cells }), runtimes: RUNTIMES }, cells, commands)).toHaveLength(2);
});

test('many columns of one engine are counted where the finding has named them', () => {
  const columns = ['web', 'web-2', 'web-3'].map((id) => ({ ...runtimeOf(id, id, '1'), engine: 'onnxruntime' }));
  const cells = [first, ...columns.map(({ id }) => drift(id, {}))];
  const [found] = findingsOf({ ...resultsOf({ cells }), runtimes: [...RUNTIMES, ...columns] }, cells, commands);
  expect(found?.runtimes).toEqual(['node', 'web', 'web-2', 'web-3']);
  expect(found?.evidence).toBe('Why. The other 3 are off by as much, at the same place.');
});
