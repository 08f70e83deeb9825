import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { UserError } from '../../src/errors.js';
import { chosenColumns, columnsOf, columnsOn, referenceColumn } from '../../src/plan/column.js';
import { runtime } from './facts.js';

const ROOT = resolve('/repository');
const options = {
  device: { type: 'string', default: 'cpu', values: ['cpu', 'gpu'], description: '' },
  streams: { type: 'integer', default: 1, description: '' },
  fast: { type: 'boolean', default: false, description: '' },
} as const;
const runtimes = [
  runtime('ort-node', { embedded: true }),
  runtime('ort-web', { embedded: true }),
  runtime('openvino', { options, referenceOptions: { device: 'cpu', streams: 4 } }),
  // The user's own: one with a name of its own, and a copy of a shipped one.
  runtime('own', { file: resolve(ROOT, 'ci/own.py') }),
  runtime('openvino', { file: resolve(ROOT, 'ci/openvino.py'), title: 'copy' }),
];

function columns(entries: readonly unknown[] | undefined) {
  return columnsOf(configSchema.parse(entries === undefined ? {} : { runtimes: entries }).runtimes, runtimes, ROOT);
}

function mistake(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  return '';
}

test('without runtimes in the config the embedded ones are the columns', () => {
  expect(columns(undefined).map(({ id }) => id)).toEqual(['ort-node', 'ort-web']);
});

test('an embedded one that nobody asked for is no column where it does not exist', () => {
  const platforms = ['linux-x64', 'darwin-arm64'];
  const [node, web] = [runtime('ort-node', { embedded: true, platforms }), runtime('ort-web', { embedded: true })];
  const ids = (entries: string[] | undefined, platform: string) =>
    columnsOn(platform, columnsOf(entries, [node, web], ROOT)).map(({ id }) => id);
  expect(ids(undefined, 'linux-x64')).toEqual(['ort-node', 'ort-web']);
  expect(ids(undefined, 'darwin-x64')).toEqual(['ort-web']);
  // What is asked for and is not there is told in its cells.
  expect(ids(['ort-node', 'ort-web'], 'darwin-x64')).toEqual(['ort-node', 'ort-web']);
});

test('a column has the options of its runtime, defaults filled in', () => {
  const [plain, tuned] = columns([
    'openvino',
    { id: 'ov-gpu', use: 'openvino', version: '2024.1.0', options: { device: 'gpu', fast: true }, precision: 'f16' },
  ]);
  expect(plain).toMatchObject({
    id: 'openvino',
    version: undefined,
    precision: 'f32',
    options: { device: 'cpu', streams: 1, fast: false },
  });
  expect(tuned).toMatchObject({
    id: 'ov-gpu',
    version: '2024.1.0',
    precision: 'f16',
    options: { device: 'gpu', streams: 1, fast: true },
  });
});

test.each(['./ci/own.py', 'ci/own.py', resolve(ROOT, 'ci/own.py')])('an adapter of the user by its path %s', (use) => {
  expect(columns([use])[0]?.runtime.id).toBe('own');
});

test('a copy of a shipped adapter is meant by its path only', () => {
  const [shipped, copy] = columns(['openvino', { id: 'copy', use: './ci/openvino.py' }]);
  expect(shipped?.runtime.title).toBe('OPENVINO');
  expect(copy?.runtime.title).toBe('copy');
});

test.each([
  [['openvion'], 'no runtime is called "openvion"; did you mean "openvino"?'],
  [['./ci/none.py'], 'no runtime is called "./ci/none.py"'],
  [['ort-node', 'ort-node'], 'two columns are called "ort-node"'],
  [[{ use: 'openvino', options: { devcie: 'cpu' } }], 'unknown option "devcie"; did you mean "device"?'],
  [[{ use: 'ort-node', options: { device: 'cpu' } }], 'this runtime has no options'],
  [[{ use: 'openvino', options: { streams: 1.5 } }], 'option streams must be an integer, not 1.5'],
  [[{ use: 'openvino', options: { fast: 'yes' } }], 'option fast must be a boolean, not "yes"'],
  [[{ use: 'openvino', options: { device: 1 } }], 'option device must be a string, not 1'],
  [[{ use: 'openvino', options: { device: 'gpux' } }], 'option device cannot be "gpux"; did you mean "gpu"?'],
])('%j is a mistake', (entries, message) => {
  expect(mistake(() => columns(entries))).toContain(message);
});

test('every wrong option is told', () => {
  const told = mistake(() => columns([{ use: 'openvino', options: { devcie: 'cpu', streams: 1.5, device: 'gpux' } }]));
  for (const word of ['devcie', 'streams', 'gpux']) expect(told).toContain(word);
});

test('columns are chosen by id, by runtime, or beyond the config', () => {
  const all = columns([
    'ort-node',
    { id: 'plain', use: 'openvino' },
    { id: 'ort-unoptimised', use: 'openvino', options: { fast: true } },
  ]);
  const chosen = (...names: string[]) => chosenColumns(all, names, runtimes, ROOT).map(({ id }) => id);
  expect(chosen()).toEqual(['ort-node', 'plain', 'ort-unoptimised']);
  expect(chosen('ort-unoptimised', 'ort-node')).toEqual(['ort-unoptimised', 'ort-node']);
  expect(chosen('openvino', 'plain')).toEqual(['plain', 'ort-unoptimised']);
  expect(chosen('ort-web', './ci/own.py')).toEqual(['ort-web', 'own']);
  expect(mistake(() => chosen('ort-unoptimized'))).toContain('did you mean "ort-unoptimised"?');
});

test('a reference has the options that its adapter declares for that', () => {
  const [, , openvino] = runtimes;
  expect(openvino && referenceColumn(openvino)).toMatchObject({
    id: 'openvino (reference)',
    options: { device: 'cpu', streams: 4, fast: false },
    precision: 'f32',
  });
});
