import { expect, test } from 'vitest';
import type { KnownSupport } from '../../src/adapters/operator-support.js';
import { readOnnxModel } from '../../src/onnx/onnx-model.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { referenceColumn } from '../../src/plan/column.js';
import { forecastInWords, forecastOf, isForetold } from '../../src/plan/forecast.js';
import { buildModel, type ModelSpec } from '../models/build-model.js';
import { writeBytes } from '../onnx/model-files.js';
import { converter, form, runtime } from './facts.js';

const NOTHING: KnownSupport = { cases: {}, lists: {}, deadEnds: {}, versions: {} };
const VERSIONS = { Gelu: [20], Max: [1, 6, 8, 12, 13], Relu: [6, 13, 14], TopK: [1, 10, 11, 18, 20] };
const CASES: KnownSupport = {
  ...NOTHING,
  versions: VERSIONS,
  cases: {
    a: {
      version: '1.2.3',
      newest: { ir: 10, opset: 21 },
      refused: { Gelu: { 20: [11, 11] }, Max: { 13: [2, 19] }, Relu: { 14: [3, 4] }, TopK: { 18: [4, 4] } },
    },
  },
};
const LISTS: KnownSupport = {
  ...NOTHING,
  versions: VERSIONS,
  lists: { tool: { version: '1', lacks: { Gelu: [20], TopK: [18] }, others: ['com.example:Own', '*:Anywhere'] } },
};
const tool = converter('onnx', 'torchscript', { id: 'tool', title: 'Tool' });
const a = runtime('a', { dependencies: ['a==1.2.3+cpu'] });

interface Model {
  readonly opset?: number;
  readonly irVersion?: number;
  readonly more?: Partial<ModelSpec>;
}

function onnxForm(op: string, { more = {}, ...model }: Model = {}) {
  const port = { dtype: 'float32', shape: ['N'] } as const;
  const onnx = readOnnxModel(
    writeBytes(
      buildModel({
        ...model,
        inputs: [{ name: 'x', ...port }],
        outputs: [{ name: 'y', ...port }],
        nodes: [{ op, inputs: ['x'], outputs: ['y'] }],
        ...more,
      }),
    ),
  );
  if ('fault' in onnx) throw new Error(onnx.fault.what);
  const { signature } = onnx;
  return form('net.onnx', { format: 'onnx', signature, companions: [], onnx });
}

function cell(op: string, { version, ...model }: Model & { version?: string } = {}) {
  return { column: { ...referenceColumn(a), version }, forms: [onnxForm(op, model)], route: [], otherRoutes: [] };
}

function converted(op: string, model: Model = {}) {
  const route = [{ converter: tool, options: { fp16: false } }] as const;
  return { column: { ...referenceColumn(runtime('b')) }, forms: [onnxForm(op, model)], route, otherRoutes: [] };
}

test('an operator that is refused in every case', () => {
  const planned = cell('Gelu', { opset: 20 });
  expect(forecastOf(planned, CASES).found).toEqual([
    { sureness: 'likely', what: 'operator Gelu (refused in 11 of 11 cases)', by: "ONNX's own test cases on A 1.2.3" },
  ]);
  expect(forecastInWords(planned, CASES)).toBe(
    "likely unsupported: operator Gelu (refused in 11 of 11 cases); by ONNX's own test cases on A 1.2.3",
  );
  expect(isForetold(forecastOf(planned, CASES))).toBe(true);
});

test('an operator that is refused in many cases is a possibility', () => {
  const planned = cell('Relu', { opset: 20 });
  expect(forecastInWords(planned, CASES)).toMatch(/^perhaps unsupported: operator Relu \(refused in 3 of 4 cases\);/);
  expect(isForetold(forecastOf(planned, CASES))).toBe(false);
});

test('another release than the measured one may have it', () => {
  const sureness = (version: string) => forecastOf(cell('Gelu', { opset: 20, version }), CASES).found[0]?.sureness;
  expect(sureness('2.0.0')).toBe('possible');
  expect(sureness('1.2.3')).toBe('likely');
  const pinned = { ...a, dependencies: ['a==1.3.0'] };
  const moved = { ...cell('Gelu', { opset: 20 }), column: referenceColumn(pinned) };
  expect(forecastOf(moved, CASES).found[0]?.sureness).toBe('possible');
});

test('versions beyond what it takes', () => {
  expect(forecastOf(cell('Relu', { opset: 22, irVersion: 11 }), CASES).found.slice(0, 2)).toMatchObject([
    { sureness: 'certain', what: 'IR version 11 (at most 10)' },
    { sureness: 'certain', what: 'operator set 22 (at most 21)' },
  ]);
});

test('only of the version of an operator that the model uses', () => {
  const sets = [10, 11, 17, 18, 19, 20];
  expect(sets.filter((opset) => forecastOf(cell('TopK', { opset }), CASES).found.length > 0)).toEqual([18, 19]);
});

test('what the list of a converter lacks is certain, with the version where it has another', () => {
  expect(forecastInWords(converted('Gelu', { opset: 21 }), LISTS)).toBe(
    'unsupported: operator Gelu; by the list of operators of Tool 1',
  );
  expect(forecastInWords(converted('TopK', { opset: 19 }), LISTS)).toBe(
    'unsupported: operator TopK of opset 18; by the list of operators of Tool 1',
  );
  expect(forecastOf(converted('TopK', { opset: 20 }), LISTS).found).toEqual([]);
});

test.each([
  ['com.example', 'Own', 0],
  ['com.example', 'Anywhere', 0],
  ['com.example', 'Other', 1],
])('an operator of %s that is called %s', (domain, op, count) => {
  const nodes = [{ op, domain, inputs: ['x'], outputs: ['y'] }];
  expect(forecastOf(converted(op, { more: { nodes } }), LISTS).found).toHaveLength(count);
});

test('a function of the model itself is no operator', () => {
  const port = { dtype: 'float32', shape: ['N'] } as const;
  const nodes = [{ op: 'Other', domain: 'own', inputs: ['x'], outputs: ['y'] }];
  const bytes = buildModel({ inputs: [{ name: 'x', ...port }], outputs: [{ name: 'y', ...port }], nodes });
  const proto = onnx.ModelProto.decode(bytes);
  const functions = [{ domain: 'own', name: 'Other', input: ['x'], output: ['y'] }];
  const found = (model: object) => {
    const read = readOnnxModel(writeBytes(onnx.ModelProto.encode(model).finish()));
    if ('fault' in read) throw new Error(read.fault.what);
    const { signature } = read;
    const forms = [form('net.onnx', { format: 'onnx', signature, companions: [], onnx: read })];
    return forecastOf({ ...converted('Abs'), forms }, LISTS).found.map(({ what }) => what);
  };
  expect(found(proto)).toEqual(['operator own:Other']);
  expect(found({ ...proto, functions })).toEqual([]);
});

test('another route, of which nothing is foretold, is what a run tries', () => {
  const planned = converted('Gelu', { opset: 20 });
  const other = converter('onnx', 'torchscript', { id: 'other' });
  const [source] = planned.forms;
  if (source === undefined) throw new Error('it has a form');
  const detour = { form: source, steps: [{ converter: other, options: {} }] } as const;
  const both = { ...planned, otherRoutes: [detour] };
  expect(forecastInWords(both, LISTS)).toBe(
    'unsupported: operator Gelu; by the list of operators of Tool 1; if so, a run tries other instead',
  );
  expect(isForetold(forecastOf(both, LISTS))).toBe(false);
});

test('a way by which nothing gets through, whatever the model is', () => {
  const source = form('net.py:f', { format: 'jax-function', signature: null, companions: [] });
  const step = converter('jax-function', 'saved-model', { id: 'writer', title: 'Writer', dependencies: ['tool==1'] });
  const known = {
    ...NOTHING,
    deadEnds: {
      'writer > b': { versions: { writer: '1', b: '4' }, tried: 3, reason: 'does not know the operator XlaCallModule' },
    },
  };
  const planned = {
    column: referenceColumn(runtime('b')),
    forms: [source],
    route: [{ converter: step, options: { fp16: false } }],
    otherRoutes: [],
  } as const;
  expect(forecastInWords(planned, known)).toBe(
    'likely unsupported: what Writer makes (refused in 3 of 3 models: does not know the operator XlaCallModule); by what was tried on B 4',
  );
  const halved = { ...planned, route: [{ converter: step, options: { fp16: true } }] } as const;
  expect(forecastInWords(halved, known)).toBe('');
});

test.each([
  ['an operator that is never refused', 'Abs', CASES],
  ['one that is refused for rare types', 'Max', CASES],
  ['a runtime that was not measured', 'Gelu', NOTHING],
])('nothing is foretold of %s', (_, op, known) => {
  const one = cell(op);
  expect(forecastOf(one, known)).toEqual({ found: [], detour: null });
  expect(forecastInWords(one, known)).toBe('');
});
