import { expect, test } from 'vitest';
import type { RuntimeFacts } from '../../src/adapters/define.js';
import type { Model } from '../../src/discover/discover-models.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { ValueType } from '../../src/types.js';
import { converter, float32, model, planned, runtime, signature } from './facts.js';

const toMnn = converter('onnx', 'mnn', { reads: ['onnx', 'tflite'] });
const int64: ValueType = { kind: 'tensor', dtype: 'int64', shape: [] };
const sequence: ValueType = { kind: 'sequence', item: float32 };

function plan(models: readonly Model[], columns: readonly RuntimeFacts[], others: readonly RuntimeFacts[] = []) {
  const made = columns.map((facts) => ({ ...referenceColumn(facts), id: facts.id, version: '1.2' }));
  return planned(models, made, { runtimes: [...others, ...columns] });
}

/** Each cell as `model column: what becomes of it`. */
function cells(...args: Parameters<typeof plan>): string[] {
  return plan(...args).models.flatMap(({ model: { id }, cells: own }) =>
    own.map((cell) => {
      const what =
        cell.kind === 'run' ? cell.forms.map(({ path }) => path).join(' ') : `${cell.state}, ${cell.fault.what}`;
      return `${id} ${cell.column.id}: ${what}`;
    }),
  );
}

test('models in order, and in each the columns in order', () => {
  expect(
    cells(
      [model('m', signature(float32)), model('n', signature(float32), signature(float32))],
      [runtime('b'), runtime('a')],
    ),
  ).toEqual(['m b: m-0.onnx', 'm a: m-0.onnx', 'n b: n-0.onnx n-1.onnx', 'n a: n-0.onnx n-1.onnx']);
});

test.each([
  [['darwin-arm64'], 'the converter onnx-to-mnn is not available for linux-x64, only for darwin-arm64'],
  [null, 'no route leads on from there'],
])('where a converter exists: %j', (platforms, why) => {
  const converters = platforms === null ? [] : [converter('onnx', 'mnn', { id: 'onnx-to-mnn', platforms })];
  const column = { ...referenceColumn(runtime('mnn', { reads: ['mnn'] })), id: 'mnn' };
  const [cell] = planned([model('m', signature(float32))], [column], { converters }).models[0]?.cells ?? [];
  expect(cell).toMatchObject({
    state: 'unsupported',
    fault: { what: 'MNN reads only mnn', why: `the model is committed as onnx, and ${why}` },
  });
});

test('cells that need no run say why', () => {
  const fault = { what: 'the file is empty' };
  expect(
    cells(
      [model('broken', { format: 'onnx', fault }), model('whole', signature(int64))],
      [runtime('plain'), runtime('mac', { platforms: ['darwin-arm64'] }), runtime('blind', { reads: [] })],
    ),
  ).toEqual([
    'broken plain: run-failed, broken-0.onnx: the file is empty',
    'broken mac: run-failed, broken-0.onnx: the file is empty',
    'broken blind: run-failed, broken-0.onnx: the file is empty',
    'whole plain: unsupported, input x has type int64[]',
    'whole mac: unsupported, MAC is not available for linux-x64',
    expect.stringContaining('whole blind: unsupported, BLIND reads'),
  ]);
});

test('forms that a runtime cannot take are left out while another one remains', () => {
  expect(cells([model('m', signature(int64), signature(float32))], [runtime('a')])).toEqual(['m a: m-1.onnx']);
});

function reference(one: Model, columns: readonly RuntimeFacts[], others: readonly RuntimeFacts[] = []) {
  const found = plan([one], columns, others).models[0]?.reference ?? null;
  return found === null ? found : { id: found.id, options: found.options, version: found.version };
}

const home = { homeOf: ['onnx'], values: ['tensor', 'sequence'] } as const satisfies Partial<RuntimeFacts>;

test('the reference is made by an embedded home runtime, even one that is no column', () => {
  const embedded = runtime('ort-node', { embedded: true, homeOf: ['onnx'], referenceOptions: { optimisation: 'off' } });
  expect(reference(model('m', signature(float32)), [runtime('ort', home)], [embedded])).toEqual({
    id: 'ort-node (reference)',
    options: { optimisation: 'off' },
    version: undefined,
  });
});

test('it falls to a column for what the embedded one cannot give, in the version of that column', () => {
  const embedded = runtime('ort-node', { embedded: true, homeOf: ['onnx'] });
  const one = model('m', signature(float32, sequence));
  expect(reference(one, [embedded, runtime('other', { values: home.values }), runtime('ort', home)])).toEqual({
    id: 'ort (reference)',
    options: {},
    version: '1.2',
  });
  // Not a column: no environment is made for a reference alone.
  expect(reference(one, [embedded], [runtime('ort', home)])).toBeNull();
});

test('a column of the configuration that was not asked for makes the reference', () => {
  const asked = referenceColumn(runtime('iree'));
  const others = [referenceColumn(runtime('keras', home))];
  const made = planned([model('m', signature(float32))], [asked], { runtimes: [asked.runtime], others });
  expect(made.models[0]?.reference?.runtime.id).toBe('keras');
  expect(made.models[0]?.cells.map(({ column }) => column.runtime.id)).toEqual(['iree']);
});

test('no reference for a model that cannot be read, nor where the home runtime does not exist', () => {
  expect(reference(model('m', { format: 'onnx', fault: { what: 'broken' } }), [runtime('ort', home)])).toBeNull();
  expect(reference(model('m', signature(float32)), [runtime('ort', { ...home, platforms: ['win32-x64'] })])).toBeNull();
});

test('nothing is converted from a form that is declared to be a reduced variant, unless it comes first', () => {
  const float = model('m', signature(float32), { format: 'tflite', signature: signature(float32), companions: [] });
  const [first, second] = float.forms;
  if (second === undefined) throw new Error('there are two');
  const reduced = (forms: Model['forms']) => cells([{ ...float, forms }], [runtime('lite', { reads: ['tflite'] })]);
  expect(reduced([first, { ...second, precision: 'f16' }])).toEqual(['m lite: m-1.onnx']);
  const sources = (forms: Model['forms']) => {
    const column = { ...referenceColumn(runtime('mnn', { reads: ['mnn'] })), id: 'mnn' };
    const [cell] = planned([{ ...float, forms }], [column], { converters: [toMnn] }).models[0]?.cells ?? [];
    return cell?.kind === 'run'
      ? [...cell.forms, ...cell.otherRoutes.map(({ form }) => form)].map(({ path }) => path)
      : [];
  };
  expect(sources([first, second])).toEqual(['m-0.onnx', 'm-1.onnx']);
  expect(sources([first, { ...second, precision: 'f16' }])).toEqual(['m-0.onnx']);
  expect(sources([first, { ...second, tolerance: { ulp: 9 } }])).toEqual(['m-0.onnx']);
  expect(sources([{ ...first, precision: 'int8' }])).toEqual(['m-0.onnx']);
});

test('a form that no column runs is converted with another one, on one column', () => {
  const two = model('m', signature(float32), signature(float32));
  const mnn = [runtime('a', { reads: ['mnn'] }), runtime('b', { reads: ['mnn'] })];
  const cells = planned([two], mnn.map(referenceColumn), { converters: [toMnn] }).models[0]?.cells ?? [];
  expect(cells.map((cell) => (cell.kind === 'run' ? cell.forms.length : 0))).toEqual([2, 1]);
  // The other route would leave one of them behind.
  expect(cells.map((cell) => (cell.kind === 'run' ? cell.otherRoutes.length : 0))).toEqual([0, 1]);
  const read = planned([two], [...mnn, runtime('c')].map(referenceColumn), { converters: [toMnn] }).models[0]?.cells;
  expect(read?.map((cell) => (cell.kind === 'run' ? cell.forms.length : 0))).toEqual([1, 1, 2]);
});

test('a form that cannot be compared is told also where every column converts', () => {
  const other = { ...signature(float32), inputs: [{ name: 'input', type: float32 }] };
  const [cell, ...rest] =
    planned(
      [model('m', signature(float32), other)],
      [runtime('a', { reads: ['mnn'] }), runtime('b', { reads: ['mnn'] })].map(referenceColumn),
      { converters: [toMnn] },
    ).models[0]?.cells ?? [];
  expect(cell).toMatchObject({
    kind: 'skip',
    state: 'run-failed',
    fault: { what: 'm-1.onnx: its inputs have other names than those of m-0.onnx' },
  });
  expect(rest.map(({ kind }) => kind)).toEqual(['run']);
});
