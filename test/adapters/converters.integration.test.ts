/** What every shipped converter must do: what it writes computes the same on the runtimes that read it. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ConverterFacts } from '../../src/adapters/define.js';
import { findConverters } from '../../src/adapters/find-converters.js';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { findBrowser } from '../../src/environments/find-browser.js';
import { findPython } from '../../src/environments/find-python.js';
import { messageOf } from '../../src/errors.js';
import { platformFault } from '../../src/plan/static-check.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import type { DType } from '../../src/tensor/dtype.js';
import { fromReal } from '../../src/tensor/real.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { buildAttentionModel } from '../models/build-attention-model.js';
import { buildConvModel } from '../models/build-model.js';
import { oneNodeModel, tensorOf } from './identity-model.js';

const platform = `${process.platform}-${process.arch}`;
const host = hostIn(tmpdir(), { assets: resolve('lib') });
/** Some need a newer Python than the machine has; there the gate says so, and there is nothing to test. */
const installable = async (converter: ConverterFacts) =>
  findPython(converter, host).then(
    () => true,
    (error: unknown) => !/no Python .* was found/.test(messageOf(error)),
  );
// Those that write what they read are for columns that ask for them: see onnx-variants.integration.test.ts.
const fromOnnx = (await findConverters(host, [])).filter(
  ({ reads, writes }) => reads.includes('onnx') && writes !== 'onnx',
);
const able = await Promise.all(fromOnnx.map(installable));
const converters = fromOnnx.filter((_, index) => able[index]);
const runtimes = await findRuntimes(host, []);
const browser = await findBrowser(host, 'this test').catch(() => null);
/** Every runtime that is fed by a converter, and what it is fed with. */
const columns = converters.flatMap(({ id, writes }) =>
  runtimes
    .filter((runtime) => runtime.reads.includes(writes) && platformFault(runtime, platform) === null)
    .map((runtime) => ({
      column: `${runtime.id}-${writes}`,
      runtime,
      writes,
      converter: id,
      pageless: runtime.browser && browser === null,
    })),
);
const dtypes: readonly DType[] = [...new Set(columns.flatMap(({ runtime }) => runtime.dtypes))].filter(
  // What the reference of ONNX models, which is onnxruntime in Node.js, passes.
  (dtype) =>
    runtimes.find(({ id }) => id === 'onnxruntime-node')?.dtypes.includes(dtype) === true && dtype !== 'string',
);

/** What a tool gets wrong or cannot do; everything else passes. */
const FAILS: Readonly<Record<string, readonly [ResultCell['state'], RegExp]>> = {
  // Its converter replaces the exact GELU by an approximation that is off by up to 5e-4, and has no option against it.
  'attention on mnn-mnn': ['drift', /^hidden: RMSE is [\d,]+× the noise floor.*effective precision is 1\d\.\d bits/],
  'attention on litertjs-tflite': ['unsupported', /^input ids has type int64\[N, 6\]$/],
  'attention on litertjs-browser-tflite': ['unsupported', /^input ids has type int64\[N, 6\]$/],
};

/** What a tool cannot do, with all element types or with one; everything else passes. */
const LACKS: Readonly<Record<string, readonly [ResultCell['state'], RegExp]>> = {
  // It folds the only operator away, and then crashes on a graph without any.
  'ncnn-from-pytorch-or-onnx': ['convert-failed', /pnnx crashed \(SIGSEGV\)/],
  'float16 through tflite-from-onnx': ['unsupported', /^onnx2tf turns float16 into float32$/],
  // OpenVINO computes in float32 what the file has in float64.
  'float64 through tflite-from-onnx on openvino': ['drift', /^y: RMSE is .* effective precision is .* 53 expected$/],
};

let results: Results;
let cache: string;
let root: string;
beforeAll(async () => {
  cache = await freshCache();
  root = await repository({
    'portability.yml': [
      'routes: { tries: 1 }', // what each converter gives, not what another would
      'runtimes:',
      ...columns
        .filter(({ pageless }) => !pageless)
        .map(({ column, runtime, writes }) => `  - { id: ${column}, use: ${runtime.id}, format: ${writes} }`),
      'models:',
      '  - path: conv.onnx',
      '  - { path: attention.onnx, dims: { N: 2 }, inputs: { ids: { range: [0, 10] } } }',
      ...dtypes.map((dtype) => `  - path: identity-${dtype}.onnx`),
      '',
    ].join('\n'),
    'conv.onnx': buildConvModel(),
    'attention.onnx': buildAttentionModel(),
    ...Object.fromEntries(dtypes.map((dtype) => [`identity-${dtype}.onnx`, oneNodeModel(tensorOf(dtype))])),
  });
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root, {
    PORTABILITY_CACHE: cache,
  });
  expect([0, 1], stderr).toContain(code);
  results = resultsSchema.parse(JSON.parse(stdout));
});
afterAll(async () => {
  for (const folder of [cache, root]) await rm(folder, { recursive: true, force: true });
});

function cellOf(model: string, column: string): ResultCell {
  const cell = results.cells.find((other) => other.model === model && other.runtime === column);
  if (cell === undefined) throw new Error(`no cell ${model} on ${column}`);
  return cell;
}

test('every converter has a runtime that reads what it writes', () => {
  expect([...new Set(columns.map(({ converter }) => converter))].sort()).toEqual(converters.map(({ id }) => id));
});

describe.each(columns)('$converter on $runtime.id', ({ column, converter, runtime, pageless }) => {
  beforeEach(({ skip }) => skip(pageless, 'no browser is installed'));

  test.each(['conv', 'attention'])('%s passes, outputs under their names, the converter in the route', (model) => {
    const cell = cellOf(model, column);
    const [state, reason] = FAILS[`${model} on ${column}`] ?? ['pass', null];
    expect([cell.state, cell.reason]).toEqual([state, reason === null ? null : expect.stringMatching(reason)]);
    // The plan sees that already, and nothing is converted.
    if (state === 'unsupported') return;
    expect(cell.route.map((step) => step.converter)).toEqual([converter]);
    expect(cell.outputs.every(({ matchedBy }) => matchedBy !== 'type')).toBe(true);
    expect(cell.outputs.map(({ maxAbs }) => fromReal(maxAbs ?? Number.NaN)).every((value) => value < 1e-3)).toBe(true);
  });

  test('passes every element type that the runtime claims', () => {
    for (const dtype of dtypes.filter((one) => runtime.dtypes.includes(one))) {
      const cell = cellOf(`identity-${dtype}`, column);
      const through = `${dtype} through ${converter}`;
      const lacks = LACKS[converter] ?? LACKS[through] ?? LACKS[`${through} on ${runtime.id}`];
      const [state, reason] = lacks ?? ['pass', null];
      expect([dtype, cell.state, cell.reason]).toEqual([
        dtype,
        state,
        reason === null ? null : expect.stringMatching(reason),
      ]);
    }
  });
});
