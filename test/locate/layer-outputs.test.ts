import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { ConverterFacts } from '../../src/adapters/define.js';
import { committed } from '../../src/convert/loadable.js';
import { firstJump, firstLayer, showsLayers } from '../../src/locate/layer-outputs.js';
import type { LayerSuspect } from '../../src/locate/layer-suspect.js';
import { referenceColumn } from '../../src/plan/column.js';
import type { RunRequest } from '../../src/run/run-request.js';
import type { Values } from '../../src/tensor/tensor.js';
import { runtime } from '../plan/facts.js';
import { caseOf, floats, planOf, ranOf } from '../trial/trial-of-values.js';

const layers = { type: 'boolean', default: false, description: 'every layer' } as const;
const home = referenceColumn(runtime('home', { options: { layers } }));
const own = { ...referenceColumn(runtime('own', { options: { layers } })), id: 'own' };
const [form] = planOf(['own']).model.forms;
const suspect = {
  ...{ model: 'net', form: 'net.keras', step: 0, right: committed(form), against: null, onnx: committed(form) },
  ...{ source: form, steps: [], column: own, precision: 'f32' as const, acceptsFloat32: false, reference: home },
  case: caseOf('one'),
};
const RIGHT: Values = {
  layer_1_0__Dense__first: floats(1, 2),
  layer_2_1__LayerNormalization__middle: floats(3, 4),
  layer_10_2__Dense__last: floats(5, 6),
};

async function found(made: Values) {
  const asked: RunRequest[] = [];
  const pool = {
    async run(request: RunRequest) {
      asked.push(request);
      return ranOf({ one: request.column.runtime.id === 'home' ? RIGHT : made });
    },
  };
  const converter = { convert: () => Promise.reject(new Error('there is no conversion')) };
  const references = { of: () => Promise.reject(new Error('there is no ONNX')) };
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  const result = await firstLayer(suspect, { pool, converter, references, folder, most: 3, over: () => false });
  expect(asked.map(({ column }) => column.options)).toEqual(asked.map(() => ({ layers: true })));
  return result;
}

test('the first layer that is off is told, in the order in which layers run', async () => {
  const layer = await found({
    ...RIGHT,
    layer_2_1__LayerNormalization__middle: floats(3, 4.5),
    layer_10_2__Dense__last: floats(5, 7),
  });
  expect(layer).toMatchObject({ layers: true, nodes: 11, reference: 'home' });
  expect('operators' in layer && layer.operators).toMatchObject([
    {
      ...{ name: 'middle', type: 'LayerNormalization', index: 2, certain: false },
      off: 'it is off by 0.1 of its size, what the layers before it make by at most 0',
    },
  ]);
});

test('where no layer is off, that is told', async () => {
  expect(await found(RIGHT)).toEqual({
    unlocated: 'none of 3 layers is off when what every layer makes is an output',
    parts: 1,
  });
});

test('rounding that adds up is no fault: the layer at which it jumps is', () => {
  const of = (...parts: number[]) => parts.map((part, place) => ({ part, place, drifts: part > 1e-6 }));
  expect(firstJump(of(1e-7, 2e-6, 4e-6, 1e-2, 0.1))).toMatchObject({ place: 1 });
  expect(firstJump(of(3e-7, 2e-6, 4e-6, 1e-2, 0.1))).toMatchObject({ place: 3, before: 4e-6 });
  expect(firstJump(of(5e-7, 2e-6, 4e-6))).toMatchObject({ place: 1 });
  expect(firstJump(of(1e-7, 1e-7))).toBeNull();
  expect(firstJump([{ part: Number.NaN, drifts: true }])).toMatchObject({ before: 0 });
});

test('a column that returns none of them is told', async () => {
  expect(await found({})).toMatchObject({
    unlocated: expect.stringContaining('nothing that own makes can be compared'),
  });
});

test('layers are shown by adapters with that option: the reference, and what reads the same next on the route', () => {
  const plain = referenceColumn(runtime('plain'));
  const converter = (id: string, options = {}) => ({ converter: { id, options } as ConverterFacts, options: {} });
  const steps = [converter('export'), converter('compile', { layers })] as unknown as LayerSuspect['steps'];
  expect(showsLayers(home, 'onnx', { step: 0, steps: [], column: own })).toBe(true);
  expect(showsLayers(home, 'onnx', { step: 0, steps: [], column: plain })).toBe(false);
  expect(showsLayers(plain, 'onnx', { step: 0, steps: [], column: own })).toBe(false);
  expect(showsLayers(null, 'onnx', { step: 0, steps: [], column: own })).toBe(false);
  expect(showsLayers(home, 'tflite', { step: 0, steps: [], column: own })).toBe(false);
  expect([0, 1, 2].map((step) => showsLayers(home, 'onnx', { step, steps, column: plain }))).toEqual([
    false,
    true,
    false,
  ]);
});

test('what the first conversions make is compared from there on', async () => {
  const export_ = { converter: { id: 'export' }, options: {} };
  const compile = { converter: { id: 'compile' }, options: { fast: true } };
  const stages = ['made', 'last'].map((path) => ({ ...suspect.right, path }));
  const asked: RunRequest[] = [];
  const pool = {
    async run(request: RunRequest) {
      asked.push(request);
      return ranOf({ one: RIGHT });
    },
  };
  const routes: unknown[] = [];
  const converter = {
    async convert(_: unknown, route: unknown) {
      routes.push(route);
      return { ok: true, stages, route: [] } as never;
    },
  };
  const steps = [export_, compile] as unknown as LayerSuspect['steps'];
  const context = { pool, converter, references: { of: () => Promise.reject(new Error('there is no ONNX')) } };
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  await firstLayer({ ...suspect, step: 1, steps }, { ...context, folder, most: 3, over: () => false });
  expect(routes).toEqual([[export_, { ...compile, options: { fast: true, layers: true } }]]);
  expect(
    asked.map(({ column, model }) => [column.runtime.id, column.options, (model as typeof suspect.right).path]),
  ).toEqual([
    ['home', { layers: true }, 'made'],
    ['own', { layers: false }, 'last'],
  ]);
});
