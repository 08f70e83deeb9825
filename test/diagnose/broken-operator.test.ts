import { expect, test } from 'vitest';
import { diagnose } from '../../src/diagnose/diagnose.js';
import type { ResultLocated, ResultLocatedOperator, ResultReplay } from '../../src/results/located-schema.js';
import { NO_TIME, NOT_BEGUN } from '../../src/results/located-schema.js';
import type { ResultCell, ResultRuntime } from '../../src/results/schema.js';
import { cell, output } from '../compare/results.js';

const RUNTIME: ResultRuntime = {
  id: 'mnn-phone',
  adapter: 'mnn',
  title: 'MNN',
  version: '3.6.1',
  options: { winograd: 'large' },
  precision: { declared: 'f32', effective: null },
};

const node = (name: string, index: number) => ({ name, type: 'Softplus', index });
const operator = (more: Partial<ResultLocatedOperator> = {}): ResultLocatedOperator => ({
  ...node('tail', 40),
  by: 'exposing',
  before: 0.7,
  after: 433,
  bits: 12.2,
  certain: true,
  together: [],
  between: [],
  inputs: [],
  outputs: [],
  attributes: [],
  ...more,
});
const located = (operators: ResultLocatedOperator[], more: Partial<ResultLocated> = {}): ResultLocated => ({
  form: 'm.onnx',
  step: 0,
  case: 'c',
  reference: 'onnxruntime-node',
  against: null,
  nodes: 120,
  parts: 3,
  operators,
  flat: null,
  depth: [],
  ...more,
});

function diagnosed(found: ResultLocated, more: Partial<ResultCell> = {}) {
  const drift = output({ verdict: 'drift', noiseRatio: 400 });
  const drifting = cell({ runtime: 'mnn-phone', state: 'drift', outputs: [drift], located: found, ...more });
  const context = { runtime: RUNTIME, isa: [], evidence: [], siblings: [], reference: null, disagreements: [] };
  return diagnose(drifting, context);
}

test('an operator that is wrong by itself is the cause', () => {
  expect(diagnosed(located([operator()]))).toMatchObject({
    id: 'broken-operator',
    finding: 'detector on mnn-phone breaks at Softplus `tail` (node 41 of 120): MNN computes it differently.',
    evidence:
      'What it is computed from is at 0.7×, what it makes at 433× its own noise floor, with 12 significant bits left. ' +
      'It is wrong by itself when it is given what onnxruntime-node computes.',
  });
});

const before = ['Conv', 'Mul', 'Add', 'Relu'].map((type, index) => ({
  name: type.toLowerCase(),
  type,
  index: 36 + index,
}));

test.each<[string, Partial<ResultLocatedOperator>, string]>([
  [
    'two',
    { together: before.slice(3) },
    'breaks at Relu `relu` and Softplus `tail` (node 41 of 120): MNN computes them',
  ],
  [
    'many',
    { together: before },
    'breaks within the 5 operators from Conv `conv` to Softplus `tail` (node 41 of 120): MNN computes them',
  ],
  [
    'constants',
    { together: before, constants: true },
    'breaks at the constants or sizes of Softplus `tail` (node 41 of 120): MNN computes them',
  ],
])('operators that are wrong only together are named together: %s', (_, more, words) => {
  expect(diagnosed(located([operator(more)]))?.finding).toContain(words);
});

test('where the same graph gives something else each time, no operator is the cause', () => {
  const found = diagnosed(located([operator({ certain: false })], { repeats: false }));
  expect(found?.id).not.toBe('broken-operator');
  expect(found?.evidence).toContain('not certain, because the same graph gave something else when it ran again');
});

test('the conversion on the way may be what is wrong', () => {
  const route = [{ converter: 'mnn-from-onnx', version: '3.6.1', seconds: 1, cached: false }];
  expect(diagnosed(located([operator()]), { route })?.finding).toContain(
    'MNN, or mnn-from-onnx 3.6.1 on the way to it, computes it differently',
  );
});

test.each([
  ['options-drift', undefined],
  ['broken-operator', { variant: 'v', asIf: 'it was', fix: null, distance: { noiseRatio: 0, ulp: 0, agree: true } }],
])('%s: options with which it passes say more than an operator, unless that is known to be misread', (id, cause) => {
  const route = [{ converter: 'mnn-from-onnx', version: '3.6.1', seconds: 1, cached: false }];
  const plain = { form: 'm.onnx', step: 1, format: 'mnn', runtime: 'mnn', version: '3.6.1', state: 'pass' } as const;
  const hops = [{ ...plain, options: { winograd: 'small' }, reason: null, noiseRatio: 0.8 }];
  const replay = { shows: 'alone', reason: null, distance: null, offered: 1, truth: null } as const;
  const found = operator(cause && { replay: { ...replay, causes: [cause] } });
  expect(diagnosed(located([found]), { route, hops })).toMatchObject({
    id,
    evidence: expect.stringContaining('on mnn with `winograd: small`: 0.8× the noise floor'),
  });
});

test.each<{ what: string; more: Partial<ResultLocated>; declare: boolean }>([
  { what: 'a precision mode', more: { flat: 10 }, declare: true },
  { what: 'an operator', more: {}, declare: false },
])('what an option changes may be declared where it is $what: $declare', ({ more, declare }) => {
  const route = [{ converter: 'mnn-from-onnx', version: '3.6.1', seconds: 1, cached: false }];
  const plain = { form: 'm.onnx', step: 1, format: 'mnn', runtime: 'mnn', version: '3.6.1', state: 'pass' } as const;
  const hops = [{ ...plain, options: { winograd: 'small' }, reason: null, noiseRatio: 0.8 }];
  const rounded = { variant: 'rounded-operands', asIf: 'its operands were rounded to bfloat16', fix: null };
  const causes = [{ ...rounded, distance: { noiseRatio: 0, ulp: 0, agree: true } }];
  const found = operator(more.flat === undefined ? {} : { replay: replay({ causes }) });
  const told = diagnosed(located([found], more), { route, hops });
  expect(told?.id).toBe('options-drift');
  expect(told?.fix.includes('declare the precision')).toBe(declare);
});

const replay = (more: Partial<ResultReplay>): ResultReplay => ({
  shows: 'alone',
  reason: null,
  distance: null,
  offered: 36,
  causes: [],
  truth: null,
  ...more,
});

test.each([
  [
    'was published',
    { repro: 'tail-mnn-41' },
    /`repro\/tail-mnn-41`, in the artifact of the run that found it, has a script/,
  ],
  [
    'is too large',
    { reproTooLarge: '31.0 MiB' },
    /comes with 31\.0 MiB of numbers, too much for the artifact: `portability/,
  ],
  ['was not asked for', {}, /`portability locate --repro repro detector mnn-phone` writes a script/],
])('what shows the operator without the gate: it %s', (_, more, expected) => {
  expect(diagnosed(located([operator({ replay: replay(more) })]))?.fix).toMatch(expected);
});

test('nothing shows an operator that needs its neighbours to be wrong', () => {
  expect(diagnosed(located([operator({ replay: replay({ shows: 'not-alone' }) })]))?.fix).not.toContain('--repro');
});

test('further operators are named', () => {
  const second = operator({ ...node('later', 80) });
  expect(diagnosed(located([operator(), second]))?.evidence).toContain(
    'Behind it, it breaks again at Softplus `later` (node 81 of 120).',
  );
});

test.each<{ what: string; found: ResultLocated; evidence: string }>([
  {
    what: 'an operator that could not be shown to be wrong by itself',
    found: located([operator({ certain: false })]),
    evidence: 'not certain, because it could not be shown to be wrong by itself',
  },
  {
    what: 'a precision mode',
    found: located([operator(), operator({ ...node('next', 41) })], { flat: 8.2 }),
    evidence: 'Everything from Softplus `tail` (node 41 of 120) on keeps about 8 significant bits.',
  },
  {
    what: 'a file that differs from the first form',
    found: located([operator()], { against: 'first.onnx' }),
    evidence: 'Beside first.onnx, it first differs at Softplus `tail` (node 41 of 120)',
  },
])('$what is evidence for another cause', ({ found, evidence }) => {
  const diagnosis = diagnosed(found);
  expect(diagnosis?.id).not.toBe('broken-operator');
  expect(diagnosis?.evidence).toContain(evidence);
});

test('an operator whose result the specification leaves open accuses nobody, and nothing is reported', () => {
  const specification = {
    says: 'any of several boxes with the same score may come first',
    section: 'NonMaxSuppression',
  };
  const truth = { unknown: null, witnesses: [], agree: null, verdict: 'undefined' as const, specification };
  const found = operator({ type: 'NonMaxSuppression', name: 'nms', replay: replay({ truth }) });
  const told = diagnosed(located([found]));
  expect(told?.id).toBe('left-open');
  expect(told?.finding).toMatch(/where the specification leaves the result open: no side is wrong\.$/);
  expect(told?.evidence).toContain('any of several boxes with the same score may come first');
  expect(told?.fix).not.toMatch(/repro|report it/);
});

test('where what a conversion makes is as wrong on another runtime, the one that it is for is not blamed', () => {
  const route = ['torchscript-from-onnx', 'ncnn-from-pytorch'].map((converter) => ({
    ...{ converter, version: '1', seconds: 1, cached: false },
  }));
  const made = {
    form: 'm.onnx',
    step: 1,
    format: 'torchscript',
    runtime: 'pytorch',
    version: '2',
    options: {},
  } as const;
  const hops = [{ ...made, state: 'drift' as const, reason: 'off', noiseRatio: 2e6 }];
  const found = (more: object) => diagnosed(located([operator()]), { route, ...more })?.finding;
  expect(found({ hops })).toMatch(/: torchscript-from-onnx 1, on the way to .+, computes it differently/);
  expect(found({})).toMatch(/, or torchscript-from-onnx 1, ncnn-from-pytorch 1 on the way to it,/);
});

test.each([NOT_BEGUN, NO_TIME])(
  'where the time is over, the command that finds the operator is named: %s',
  (unlocated) => {
    const drift = output({ verdict: 'drift', noiseRatio: 400 });
    const red = cell({ model: 'my net', runtime: 'mnn-phone', state: 'drift', outputs: [drift], unlocated });
    const context = { runtime: RUNTIME, isa: [], evidence: [], siblings: [], reference: null, disagreements: [] };
    expect(diagnose(red, context)?.evidence).toContain(
      `At which operator it begins is not known, as ${unlocated}: \`portability locate 'my net' mnn-phone\` searches it.`,
    );
  },
);

test.each<{ what: string; found: ResultLocated; says: RegExp }>([
  { what: 'one that is certain', found: located([operator()]), says: /It is wrong by itself .*\. There may be more/ },
  {
    what: 'one that is not',
    found: located([operator({ certain: false })]),
    says: /not certain, because the time was over before it could be shown to be wrong by itself\. There may be more/,
  },
])('a search that the time ended behind an operator says so, with the command: $what', ({ found, says }) => {
  const evidence = diagnosed({ ...found, unfinished: true })?.evidence;
  expect(evidence).toMatch(says);
  expect(evidence).toMatch(
    /There may be more to find, as the time .* the search ended: `portability locate detector mnn-phone` searches to the end\.$/,
  );
});

test('a result of another shape names the command that searches on as well', () => {
  const reason = 'different shape';
  const drift = output({ verdict: 'drift', total: 0, rmse: null, tolerance: { rule: 'exact' }, reason });
  const red = cell({ runtime: 'mnn-phone', state: 'drift', outputs: [drift], unlocated: NO_TIME });
  const context = { runtime: RUNTIME, isa: [], evidence: [], siblings: [], reference: null, disagreements: [] };
  expect(diagnose(red, context)).toMatchObject({
    id: 'different-structure',
    evidence: expect.stringMatching(/`portability locate detector mnn-phone` searches it\.$/),
  });
});

test('the command for a report can be pasted whatever the model is called', () => {
  const found = operator({ replay: replay({}) });
  expect(diagnosed(located([found]), { model: 'my net' })?.fix).toContain(
    "`portability locate --repro repro 'my net' mnn-phone` writes a script",
  );
});
