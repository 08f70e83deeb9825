import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { buildDenseModel } from '../models/build-model.js';

const FIXTURES = fileURLToPath(new URL('fixtures', import.meta.url));
const roots: string[] = [];
let cache: string;
beforeAll(async () => {
  cache = await freshCache();
});
afterAll(async () => {
  for (const folder of [cache, ...roots]) await rm(folder, { recursive: true, force: true });
});

/** The gate over dense models with these columns and converters. */
async function gate(
  config: readonly string[],
  models: Readonly<Record<string, Uint8Array>>,
): Promise<() => Promise<Results>> {
  const root = await repository({ 'portability.yml': `${config.join('\n')}\n`, ...models });
  roots.push(root);
  await cp(FIXTURES, join(root, 'ci'), { recursive: true });
  return async () => {
    const { stdout, stderr } = await portability(['run', '--all', '--json', '-'], root, { PORTABILITY_CACHE: cache });
    expect(stdout, stderr).not.toBe('');
    return resultsSchema.parse(JSON.parse(stdout));
  };
}

const cellOf = ({ cells }: Results, runtime: string, model = 'dense'): ResultCell | undefined =>
  cells.find((cell) => cell.runtime === runtime && cell.model === model);

const WAYS: readonly (readonly [string, ResultCell['state'], RegExp])[] = [
  [
    'raise',
    'convert-failed',
    /^failed while converting to mnn \(mnn-from-onnx\): cannot read dense\.onnx: line 3 is odd$/,
  ],
  ['lack', 'unsupported', /^no operator Foo$/],
  ['crash', 'convert-failed', /^crashed \(SIGSEGV\) while converting to mnn \(mnn-from-onnx\)$/],
  ['hang', 'convert-failed', /^timed out after 2 s while converting to mnn \(mnn-from-onnx\)$/],
  ['nothing', 'convert-failed', /mnn-from-onnx reported success but wrote nothing$/],
  ['empty', 'convert-failed', /mnn-from-onnx reported success but wrote an empty file$/],
  ['elsewhere', 'convert-failed', /mnn-from-onnx reported success but wrote nothing$/],
  ['names', 'convert-failed', /its answer does not follow the protocol/],
  [
    'garbage',
    'convert-failed',
    /mnn-from-onnx reported success but wrote no valid mnn: the file is truncated or damaged/,
  ],
  [
    'hollow',
    'convert-failed',
    /^the artefact of mnn-from-onnx cannot be used: failed while loading the model: MNN cannot load/,
  ],
];

test('whatever a converter does ends in its own cells, with the reason', async () => {
  const column = (how: string) => `  - { id: ${how}, use: mnn, converters: { mnn-from-onnx: { how: ${how} } } }`;
  const head = ['converters: [ci/misbehaving.py]', 'runtimes:', '  - onnxruntime-node'];
  const model = { 'dense.onnx': buildDenseModel() };
  // In a gate of its own: no honest conversion has to be faster than that deadline.
  const [hangs, others] = await Promise.all([
    gate(['limits: { convert: 2 }', ...head, column('hang')], model),
    gate(
      [
        ...head,
        '  - { id: shipped, use: onnxruntime, format: ort }',
        ...WAYS.filter(([how]) => how !== 'hang').map(([how]) => column(how)),
      ],
      model,
    ),
  ]);
  const [hung, results] = await Promise.all([hangs(), others()]);
  for (const [how, state, reason] of WAYS) {
    const cell = cellOf(how === 'hang' ? hung : results, how);
    expect([how, cell?.state, cell?.reason]).toEqual([how, state, expect.stringMatching(reason)]);
    expect(cell?.route.length, how).toBe(how === 'hollow' ? 1 : 0);
  }
  expect(cellOf(results, 'crash')?.failure).toMatchObject({ kind: 'crashed', signal: 'SIGSEGV' });
  expect(cellOf(results, 'crash')?.fault?.why).toContain('converter.cc:7: assertion failed: rank <= 4');
  expect(cellOf(hung, 'hang')?.fault?.next).toContain('limits.convert');
  expect(JSON.stringify([hung, results])).not.toContain(cache);
  for (const fine of ['onnxruntime-node', 'shipped']) expect(cellOf(results, fine)?.state, fine).toBe('pass');
});

test('an artefact is made once for all its cells, kept for the next run, and made again for another model', async () => {
  const config = ['runtimes:', ...['a', 'b'].map((id) => `  - { id: ${id}, use: onnxruntime, format: ort }`)];
  const run = await gate(config, { 'dense.onnx': buildDenseModel(3), 'twin.onnx': buildDenseModel(3) });
  const first = await run();
  const routes = ['dense', 'twin'].flatMap((model) => ['a', 'b'].map((id) => cellOf(first, id, model)?.route[0]));
  expect(new Set(routes.map((step) => JSON.stringify(step))).size).toBe(1);
  expect(routes[0]).toMatchObject({
    ...{ converter: 'ort-from-onnx', package: 'onnxruntime', version: '1.32.0' },
    cached: false,
  });
  const again = cellOf(await run(), 'a');
  expect([again?.state, again?.route[0]]).toEqual(['pass', { ...routes[0], cached: true }]);
  const other = await gate(config, { 'dense.onnx': buildDenseModel(4) });
  expect(cellOf(await other(), 'a')?.route[0]?.cached).toBe(false);
});

test('names are followed over several steps, and an own converter takes the place of a shipped one', async () => {
  const run = await gate(
    [
      'converters: [ci/ort_from_tvm.py, ci/tvm_from_onnx.py]',
      'runtimes: [{ id: long, use: onnxruntime, format: ort }]',
    ],
    { 'dense.onnx': buildDenseModel() },
  );
  const cell = cellOf(await run(), 'long');
  expect([cell?.state, cell?.reason]).toEqual(['pass', null]);
  expect(cell?.route.map(({ converter }) => converter)).toEqual(['tvm-from-onnx', 'ort-from-onnx']);
  expect(cell?.outputs.map(({ name, matchedBy }) => [name, matchedBy])).toEqual([
    ['hidden', 'names-map'],
    ['logits', 'names-map'],
  ]);
});

test('an option that costs accuracy is off, and when it is asked for the conversion is to blame, not the runtime', async () => {
  const ir = (id: string, fp16: boolean) =>
    `  - { id: ${id}, use: openvino, format: openvino-ir, converters: { openvino-ir-from-onnx: { compress-to-fp16: ${fp16} } } }`;
  const run = await gate(
    [
      'runtimes:',
      '  - openvino',
      '  - { id: plain, use: openvino, format: openvino-ir }',
      ir('off', false),
      ir('on', true),
    ],
    { 'dense.onnx': buildDenseModel() },
  );
  const results = await run();
  for (const id of ['openvino', 'plain', 'off']) expect([id, cellOf(results, id)?.state]).toEqual([id, 'pass']);
  expect(cellOf(results, 'on')).toMatchObject({
    state: 'drift',
    diagnosis: {
      id: 'conversion-drifts',
      finding:
        'dense on on drifts because of its conversion (openvino-ir-from-onnx 2026.4.1), not because of OpenVINO.',
    },
  });
});
