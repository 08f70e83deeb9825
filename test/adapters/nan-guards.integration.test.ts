/** What PyTorch writes behind a softmax with a mask, for tools that have no IsNaN: see src/worker/portability/nan_guards.py. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from '../e2e/cli.js';
import { buildModel, type WeightSpec, weight } from '../models/build-model.js';
import { randomFloats } from '../models/random-floats.js';

const MIN = -3.4028234663852886e38;
const SIZE = 4;
const rows = (...masks: readonly (readonly number[])[]): number[] => masks.flat();
const CAUSAL = rows(
  [0, -Infinity, -Infinity, -Infinity],
  [0, 0, -Infinity, -Infinity],
  [0, 0, 0, -Infinity],
  [0, 0, 0, 0],
);
const EMPTY = rows([0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 0], new Array(SIZE).fill(-Infinity));

/** x → y: scores that are masked, and a softmax behind its guard. @param low what the input `mask` excludes with */
function guarded(mask: WeightSpec | number, twice = false): Uint8Array {
  const chosen = typeof mask === 'number';
  return buildModel({
    inputs: [
      { name: 'x', dtype: 'float32', shape: [SIZE, SIZE] },
      ...(chosen ? [{ name: 'seen', dtype: 'bool', shape: [SIZE, SIZE] } as const] : []),
    ],
    outputs: [{ name: 'y', dtype: 'float32', shape: [SIZE, SIZE] }],
    weights: [
      weight('w', [SIZE, SIZE], randomFloats(1, SIZE * SIZE)),
      weight('zero', [], [0]),
      chosen ? weight('low', [], [mask]) : mask,
    ],
    nodes: [
      { op: 'MatMul', inputs: ['x', 'w'], outputs: ['scores'] },
      ...(chosen ? [{ op: 'Where', inputs: ['seen', 'zero', 'low'], outputs: ['mask'] }] : []),
      { op: 'Add', inputs: ['scores', 'mask'], outputs: [twice ? 'once' : 'masked'] },
      ...(twice ? [{ op: 'Add', inputs: ['once', 'mask'], outputs: ['masked'] }] : []),
      { op: 'Softmax', inputs: ['masked'], outputs: ['s'], attributes: { axis: { int: -1 } } },
      { op: 'IsNaN', inputs: ['s'], outputs: ['empty'] },
      { op: 'Where', inputs: ['empty', 'zero', 's'], outputs: ['kept'] },
      { op: 'MatMul', inputs: ['kept', 'w'], outputs: ['y'] },
    ],
  });
}

const mask = (values: readonly number[]) => weight('mask', [SIZE, SIZE], values);
const MODELS = {
  'a mask of numbers': guarded(mask(CAUSAL.map((value) => (value === 0 ? 0 : -1e4)))),
  'the lowest number': guarded(MIN),
  'some of each row': guarded(mask(CAUSAL)),
  'a whole row': guarded(mask(EMPTY)),
  'an infinity by choice': guarded(-Infinity),
  'the lowest number twice': guarded(MIN, true),
};
const TAKEN_OUT = 'took out 1 guard against an empty softmax (IsNaN), which never acts here';

let cells: ReadonlyMap<string, { state: string; reason: string | null; changes: readonly string[] }>;
beforeAll(async () => {
  const root = await repository({
    'portability.yml': 'runtimes: [onnxruntime-node, mnn]\nroutes: { tries: 1 }',
    ...Object.fromEntries(Object.entries(MODELS).map(([name, model]) => [`${name}.onnx`, model])),
  });
  await portability(['run', '--json', 'results.json'], root);
  const results = resultsSchema.parse(JSON.parse(readFileSync(join(root, 'results.json'), 'utf8')));
  cells = new Map(
    results.cells
      .filter(({ runtime }) => runtime === 'mnn')
      .map(({ model, state, reason, route }) => [
        model,
        { state, reason, changes: route.flatMap(({ changes = [] }) => changes) },
      ]),
  );
});

test.each(['a mask of numbers', 'some of each row'])('a guard against %s never acts and goes', (name) => {
  expect(cells.get(name)).toMatchObject({ state: 'pass', changes: [TAKEN_OUT] });
});

test('so does one against a mask that an input chooses, if it excludes with a number', () => {
  // A whole row of it is a row of equal scores.
  expect(cells.get('the lowest number')?.changes).toEqual([TAKEN_OUT]);
});

test.each([
  ['a whole row', /the mask mask contains infinity$/],
  ['an infinity by choice', /the mask low contains infinity$/],
  ['the lowest number twice', /masked may exceed the range of float32$/],
])('a guard against %s may act and stays, and is named as the reason', (name, why) => {
  expect(cells.get(name)).toMatchObject({ state: 'unsupported', changes: [] });
  expect(cells.get(name)?.reason).toMatch(/^MNN's converter does not have the operator IsNaN: IsNaN guards a softmax/);
  expect(cells.get(name)?.reason).toMatch(why);
});
