/** Keras models through every converter of the TensorFlow family, on each runtime that reads what comes out. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findConverters } from '../../src/adapters/find-converters.js';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { platformFault } from '../../src/plan/static-check.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { fromReal } from '../../src/tensor/real.js';
import type { Format } from '../../src/types.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { kerasFixture, kerasOneLayer } from '../models/build-keras.js';

const MODELS = ['conv', 'attention', 'recurrent'] as const;
/** What is made of a Keras model, and the converters on the way. */
const ROUTES: readonly (readonly [Format, readonly string[]])[] = [
  ['saved-model', ['saved-model-from-keras']],
  ['tflite', ['saved-model-from-keras', 'tflite-from-saved-model']],
  ['onnx', ['saved-model-from-keras', 'onnx-from-tensorflow']],
  ['openvino-ir', ['saved-model-from-keras', 'openvino-ir-from-tensorflow']],
  ['tfjs', ['saved-model-from-keras', 'tfjs-from-saved-model']],
];
/** One runtime of each format is enough: the first of these that reads it. */
const RUNTIMES = ['tensorflow', 'litert', 'onnxruntime-node', 'openvino'];

const host = hostIn(tmpdir(), { assets: resolve('lib') });
const platform = `${process.platform}-${process.arch}`;
const runtimes = (await findRuntimes(host, [])).filter((runtime) => platformFault(runtime, platform) === null);
const columns = ROUTES.flatMap(([format, route]) => {
  const reading = runtimes.filter(({ reads }) => reads.includes(format));
  const [chosen = reading[0]] = RUNTIMES.flatMap((id) => reading.find((runtime) => runtime.id === id) ?? []);
  return chosen === undefined ? [] : [{ column: `${chosen.id}-${format}`, use: chosen.id, format, route }];
});
const backends = ['tensorflow', 'jax'];

const json = (shape: readonly number[], data: readonly number[], name = 'x') =>
  JSON.stringify({ [name]: { dtype: 'float32', shape, data } });

/** A SavedModel that adds what it has seen so far, written by make_fixtures.py. */
const counting = Object.fromEntries(
  ['saved_model.pb', 'variables/variables.index', 'variables/variables.data-00000-of-00001'].map((path) => {
    const name = path.replace('variables/', '');
    const text = readFileSync(new URL(`fixtures/saved-model/counting.${name}.base64`, import.meta.url), 'latin1');
    return [`counting/${path}`, Buffer.from(text, 'base64')] as const;
  }),
);

let results: Results;
let cache: string;
let root: string;
const cellOf = (model: string, column: string): ResultCell => {
  const cell = results.cells.find((other) => other.model === model && other.runtime === column);
  if (cell === undefined) throw new Error(`no cell ${model} on ${column}`);
  return cell;
};

beforeAll(async () => {
  cache = await freshCache();
  root = await repository({
    'portability.yml': [
      'routes: { tries: 1 }', // what each converter gives, not what another would
      'runtimes:',
      ...backends.map((backend) => `  - { id: keras-${backend}, use: keras, options: { backend: ${backend} } }`),
      // TensorFlow.js has fewer operators in WebAssembly.
      ...columns.map(
        ({ column, use, format }) =>
          `  - { id: ${column}, use: ${use}, format: ${format}${use === 'tfjs' ? ', options: { backend: cpu }' : ''} }`,
      ),
      'models:',
      '  - path: conv.keras',
      '  - { path: attention.keras, inputs: { ids: { range: [0, 10] } } }',
      '  - path: recurrent.keras',
      '  - path: custom.keras',
      '  - path: negated.keras',
      '  - path: dense.h5',
      '  - path: words.keras',
      '  - path: counting',
      '',
    ].join('\n'),
    ...Object.fromEntries([...MODELS, 'custom'].map((name) => [`${name}.keras`, kerasFixture(`${name}.keras`)])),
    'dense.h5': kerasFixture('dense.h5'),
    'negated.keras': kerasOneLayer(
      'int64',
      { module: 'keras.src.ops.numpy', class_name: 'Negative', config: { name: 'last' }, registered_name: 'Negative' },
      [2, null],
    ),
    'words.keras': kerasOneLayer(
      'string',
      {
        module: 'keras.layers',
        class_name: 'StringLookup',
        config: { name: 'last', vocabulary: ['apple', 'bread', 'cloud'] },
      },
      [2, 4],
    ),
    // Of a model that is code, nothing but a golden says what goes in.
    ...counting,
    ...Object.fromEntries([1, 2].map((x) => [`golden/counting/${x}.inputs.json`, json([1, 1], [x])] as const)),
    // What it gives when nothing was counted before.
    ...Object.fromEntries([1, 2].map((x) => [`golden/counting/${x}.outputs.json`, json([1, 1], [x], 'y')] as const)),
    'golden/custom/ones.inputs.json': json([1, 3], [1, 1, 1]),
  });
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
  // 3: the model without its code is compared nowhere.
  expect([0, 1, 3], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});
afterAll(async () => {
  for (const folder of [cache, root]) await rm(folder, { recursive: true, force: true });
});

test('every converter of the family is on one of the routes', async () => {
  const family: readonly Format[] = ['keras', 'saved-model', 'tflite'];
  const ids = (await findConverters(host, []))
    .filter(({ reads }) => reads.some((format) => family.includes(format)))
    .map(({ id }) => id);
  expect(ids).toEqual(expect.arrayContaining([...new Set(ROUTES.flatMap(([, route]) => route))]));
});

test('tables of words are saved with the model', () => {
  expect(cellOf('words', 'tensorflow-saved-model')).toMatchObject({ state: 'pass', reason: null });
});

describe.each(columns)('$column', ({ column, route }) => {
  test.each(MODELS)('%s passes under its own names', (model) => {
    const cell = cellOf(model, column);
    expect([cell.state, cell.reason]).toEqual(['pass', null]);
    expect(cell.route.map(({ converter }) => converter)).toEqual(route);
    expect(cell.outputs.every(({ matchedBy }) => matchedBy !== 'type')).toBe(true);
    for (const { maxAbs } of cell.outputs) expect(fromReal(maxAbs ?? Number.NaN)).toBeLessThan(2e-6);
  });

  test('an older file, in HDF5, passes', () => {
    const cell = cellOf('dense', column);
    expect([cell.state, cell.reason]).toEqual(['pass', null]);
  });

  test('int64 arrives, or is said to have become int32', () => {
    const cell = cellOf('negated', column);
    expect([cell.state, cell.reason]).toEqual(['pass', null]);
  });

  test('a class that is not in the file is named', () => {
    const cell = cellOf('custom', column);
    expect([cell.state, cell.reason]).toEqual(['unsupported', expect.stringContaining('the class Custom')]);
  });
});

test.each(backends)('Keras on %s gives the same', (backend) => {
  for (const model of [...MODELS, 'dense', 'negated'])
    expect([model, cellOf(model, `keras-${backend}`).state]).toEqual([model, 'pass']);
});

test.each(['tensorflow-saved-model', 'litert-tflite'])(
  'what a run leaves in variables is forgotten on %s',
  (column) => {
    const cell = cellOf('counting', column);
    expect([cell.state, cell.reason]).toEqual(['pass', null]);
  },
);

test('a format without variables says so', () => {
  const { state, reason } = cellOf('counting', 'onnxruntime-node-onnx');
  expect([state, reason]).toEqual(['unsupported', expect.stringContaining('assigns to variables')]);
});
