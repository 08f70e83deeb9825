import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { numbers, oneOperator } from '../../scripts/operators/one-operator.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { OperatorQuestion } from '../../src/replay/operator-question.js';
import { replayOperator } from '../../src/replay/replay-operator.js';
import { failedRun, type Ran, type RunRequest } from '../../src/run/run-request.js';
import type { PackedTensor } from '../../src/tensor/tensor.js';
import { valuesMadeBy } from '../../src/values/stored-values.js';
import { folderOf } from '../discover/repository.js';
import { runtime } from '../plan/facts.js';
import { CRASHED } from '../trial/trial-of-values.js';

const HOME = referenceColumn(runtime('home', { homeOf: ['onnx'] }));
const COLUMN = { ...referenceColumn(runtime('wrong')), id: 'wrong' };
const RIGHT = numbers('float32', [2], [1, 2]);
const WRONG = numbers('float32', [2], [1, 3]);

/** Every run makes `y`; null: it crashes. */
function made(y: PackedTensor | null, { cases: [one] }: RunRequest): Ran {
  if (y === null || one === undefined) return failedRun(CRASHED);
  return {
    ...failedRun(CRASHED),
    version: '1.0',
    failure: null,
    outputs: new Map([[one.name, valuesMadeBy(() => ({ y }))]]),
  };
}

function isOpen({ model }: RunRequest): boolean {
  if (typeof model === 'function') return false;
  const { graph } = onnx.ModelProto.decode(readFileSync(model.path));
  return (graph?.input?.[0]?.type?.tensorType?.shape?.dim?.[0]?.dimParam ?? '') !== '';
}

function isInFloat64({ model }: RunRequest): boolean {
  if (typeof model === 'function') return false;
  const { graph } = onnx.ModelProto.decode(readFileSync(model.path));
  return graph?.input?.[0]?.type?.tensorType?.elemType === 11;
}

/** @param column what it makes with fixed and with open sizes */
async function replayed(
  column: { fixed: PackedTensor | null; open: PackedTensor | null },
  home = RIGHT,
  declared: Pick<OperatorQuestion, 'precision' | 'acceptsFloat32'> = { precision: 'f32', acceptsFloat32: false },
  { witness = HOME, hasFloat64 = true, expected = RIGHT } = {},
) {
  const x = numbers(home.dtype, [1, 2, 2, 2], [-2, -1, 0, 1, 2, 3, 4, 5]);
  const { bytes } = oneOperator({ opType: 'Relu', inputs: [['x', x]], outputs: { y: home.dtype } });
  const folder = folderOf({ 'net.onnx': bytes });
  const question = { model: 'net', path: join(folder, 'net.onnx'), inputs: { x }, expected: { y: expected } };
  return replayOperator(
    { ...question, ...declared, column: COLUMN, route: [] },
    {
      pool: {
        run: async (request) => {
          if (!hasFloat64 && isInFloat64(request)) return failedRun(CRASHED);
          return made(request.column.id === 'wrong' ? column[isOpen(request) ? 'open' : 'fixed'] : home, request);
        },
      },
      converter: { convert: () => Promise.reject(new Error('nothing is converted')) },
      reference: HOME,
      witnesses: [witness],
      folder: join(folder, 'work'),
    },
  );
}

test.each([
  ['alone', { fixed: WRONG, open: WRONG }],
  ['open-sizes', { fixed: RIGHT, open: WRONG }],
  ['alone', { fixed: null, open: WRONG }],
  ['not-alone', { fixed: RIGHT, open: RIGHT }],
  ['not-alone', { fixed: RIGHT, open: null }],
  ['not-alone', { fixed: null, open: RIGHT }],
  ['not-run', { fixed: null, open: null }],
] as const)('%s', async (shows, column) => {
  const { outcome, evidence } = await replayed(column);
  expect(outcome).toMatchObject({ shows, operators: ['Relu'], node: 'relu', causes: [], offered: 0 });
  expect(evidence === null).toBe(shows === 'not-alone' || shows === 'not-run');
  if (shows === 'not-run') expect(outcome.reason).toMatch(/^on wrong: crashed/);
});

test('who is off is said by the witnesses', async () => {
  const { outcome } = await replayed({ fixed: WRONG, open: WRONG });
  expect(outcome.truth).toMatchObject({ verdict: 'candidate', agree: null, unknown: null });
  expect(outcome.truth?.witnesses[0]).toMatchObject({ runtime: 'home', precision: 'f64' });
});

test.each([
  ['home', 'unknown'],
  ['other', 'candidate'],
] as const)('without float64 the engine of the reference confirms nothing: %s, %s', async (id, verdict) => {
  const witness = referenceColumn(runtime(id));
  const { outcome } = await replayed({ fixed: WRONG, open: WRONG }, RIGHT, undefined, { witness, hasFloat64: false });
  expect(outcome.truth).toMatchObject({ verdict, witnesses: [{ runtime: id, precision: 'own' }] });
});

test.each([
  ['alone', { precision: 'f32', acceptsFloat32: false }],
  ['not-alone', { precision: 'bf16', acceptsFloat32: false }],
] as const)('what a column or a form declares: %s at %o', async (shows, declared) => {
  const rounded = numbers('float32', [2], [1, 2 + 2 ** -9]);
  expect((await replayed({ fixed: rounded, open: rounded }, RIGHT, declared)).outcome.shows).toBe(shows);
});

test.each([
  [true, 4],
  [false, 0],
])('a column that computes by Winograd, %s: its rounding is measured in %i runs', async (winograd, times) => {
  const titles: string[] = [];
  const image = numbers(
    'float32',
    [1, 4, 3, 3],
    Array.from({ length: 36 }, (_, place) => place / 9),
  );
  const kernel = numbers(
    'float32',
    [4, 4, 3, 3],
    Array.from({ length: 144 }, (_, place) => Math.sin(place)),
  );
  const { bytes } = oneOperator({
    opType: 'Conv',
    attributes: { pads: [0, 0, 0, 0] },
    inputs: [
      ['x', image],
      ['w', kernel],
    ],
    outputs: { y: 'float32' },
  });
  const folder = folderOf({ 'net.onnx': bytes });
  const y = numbers('float32', [1, 4, 1, 1], [1, 2, 3, 4]);
  await replayOperator(
    {
      ...{ model: 'net', path: join(folder, 'net.onnx'), inputs: { x: image }, expected: { y } },
      ...{ precision: 'f32', acceptsFloat32: false, route: [] },
      column: { ...COLUMN, runtime: runtime('wrong', { winograd }) },
    },
    {
      pool: {
        run: async (request) => {
          titles.push(request.title);
          return made(y, request);
        },
      },
      converter: { convert: () => Promise.reject(new Error('nothing is converted')) },
      ...{ reference: HOME, witnesses: [], folder: join(folder, 'work') },
    },
  );
  expect(titles.filter((title) => title.includes("Winograd's convolutions, run"))).toHaveLength(2 * times);
});

test('witnesses that differ in an output that is not disputed do not make it a question of meaning', async () => {
  const x = numbers('float32', [1, 4], [1, 2, 3, 4]);
  const { bytes } = oneOperator({
    opType: 'Split',
    attributes: { axis: 1 },
    inputs: [['x', x]],
    outputs: { a: 'float32', b: 'float32' },
    opset: 11,
  });
  const folder = folderOf({ 'net.onnx': bytes });
  const other = { ...referenceColumn(runtime('other')), id: 'other' };
  const run = async (request: RunRequest): Promise<Ran> => {
    const [one] = request.cases;
    const id = request.column.id;
    const values = { a: id === 'wrong' ? WRONG : RIGHT, b: id === 'other' ? WRONG : RIGHT };
    return {
      ...{ ...made(RIGHT, request), outputs: new Map([[one?.name ?? '', valuesMadeBy(() => values)]]) },
    };
  };
  const { outcome } = await replayOperator(
    {
      ...{ model: 'net', path: join(folder, 'net.onnx'), inputs: { x }, expected: { a: RIGHT, b: RIGHT } },
      ...{ precision: 'f32', acceptsFloat32: false, route: [], column: COLUMN },
    },
    {
      pool: { run },
      converter: { convert: () => Promise.reject(new Error('nothing is converted')) },
      ...{ reference: HOME, witnesses: [HOME, other], folder: join(folder, 'work') },
    },
  );
  expect(outcome.truth).toMatchObject({ agree: true, verdict: 'candidate' });
});

test('where the operator jumps only when its inputs move, the noise floor of the whole model holds', async () => {
  const x = numbers(
    'float32',
    [4, 8],
    Array.from({ length: 32 }, (_, place) => place - 0.5),
  );
  const { bytes } = oneOperator({ opType: 'Round', inputs: [['x', x]], outputs: { y: 'float32' } });
  const folder = folderOf({ 'net.onnx': bytes });
  const question = { model: 'net', path: join(folder, 'net.onnx'), inputs: { x }, expected: { y: RIGHT } };
  const jumped = numbers('float32', [2], [0, 3]);
  const shows = async (more: Pick<OperatorQuestion, 'sigma'>) => {
    const { outcome } = await replayOperator(
      { ...question, ...more, precision: 'f32', acceptsFloat32: false, column: COLUMN, route: [] },
      {
        pool: {
          run: async (request) =>
            made(request.column.id === 'wrong' ? WRONG : /noise/.test(request.title) ? jumped : RIGHT, request),
        },
        converter: { convert: () => Promise.reject(new Error('nothing is converted')) },
        reference: HOME,
        witnesses: [HOME],
        folder: join(folder, 'work'),
      },
    );
    return outcome.shows;
  };
  expect(await shows({})).toBe('not-alone');
  expect(await shows({ sigma: { y: null } })).toBe('not-alone');
  expect(await shows({ sigma: { y: { sigma: 1e-9, unit: 2 ** -24 } } })).toBe('alone');
});

test('an operator of integers is exact in its own types, and what made the reference is no witness of it', async () => {
  const [right, wrong] = [numbers('int32', [2], [1, 2]), numbers('int32', [2], [1, 3])];
  const truthBy = async (id: string) => {
    const witness = referenceColumn(runtime(id));
    return (await replayed({ fixed: wrong, open: wrong }, right, undefined, { expected: right, witness })).outcome
      .truth;
  };
  expect(await truthBy('numpy')).toMatchObject({ exact: true, verdict: 'candidate' });
  expect(await truthBy('home')).toMatchObject({ exact: true, verdict: 'unknown' });
  const { outcome } = await replayed({ fixed: WRONG, open: WRONG });
  expect(outcome.truth).toMatchObject({ verdict: 'candidate' });
  expect(outcome.truth).not.toHaveProperty('exact');
});
