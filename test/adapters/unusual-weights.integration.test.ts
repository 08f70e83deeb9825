/** Weights that are sparse, or stated otherwise than in bytes, and element types that few tools have. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Results, resultsSchema } from '../../src/results/schema.js';
import type { CellState } from '../../src/types.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import {
  namedTwice,
  quantised16,
  sparse,
  sparseConstant,
  statedAsInt32,
  unsignedOutput,
} from '../models/unusual-weights.js';

const MODELS: Readonly<Record<string, Uint8Array>> = {
  sparse: sparse(false),
  'sparse-by-axis': sparse(true),
  'sparse-constant': sparseConstant(),
  'stated-as-int32': statedAsInt32(),
  int16: quantised16('int16'),
  uint16: quantised16('uint16'),
  'named-twice': namedTwice(),
  'unsigned-output': unsignedOutput(),
};

type Expected = readonly [CellState, string | RegExp | null];
const PASS: Expected = ['pass', null];
const SPARSE: Expected = ['unsupported', 'does not read sparse weights'];
const lacks = (why: RegExp): Expected => ['unsupported', why];
/** What is not in a list passes. */
const CELLS: Readonly<Record<string, Readonly<Record<string, Expected>>>> = {
  'onnx-reference': { sparse: SPARSE, 'sparse-by-axis': SPARSE, 'sparse-constant': SPARSE },
  openvino: { sparse: SPARSE, 'sparse-by-axis': SPARSE },
  tract: {
    sparse: SPARSE,
    'sparse-by-axis': SPARSE,
    'sparse-constant': SPARSE,
    int16: lacks(/^does not compute QuantizeLinear with the element type int16$/),
    uint16: lacks(/^does not compute QuantizeLinear with the element type uint16$/),
  },
  litert: { uint16: lacks(/^TensorFlow Lite has no QUANTIZE to the element type that the model has there$/) },
  // It computes unsigned bytes as signed ones.
  mnn: {
    'unsigned-output': ['drift', /different element type: the reference is uint8/],
    // Of whatever type: it writes a quantiser behind a product that it cannot load.
    int16: ['convert-failed', /MNN cannot load the model/],
    uint16: ['convert-failed', /MNN cannot load the model/],
  },
  iree: { uint16: lacks(/^IREE does not have the operator QuantizeLinear as it is used here$/) },
};
/** What this machine may lack for a column: a Python that is new enough, or a release for its platform. */
const CANNOT_BE_INSTALLED = /no Python .* was found|is not available for/;

let cache: string;
beforeAll(async () => {
  cache = await freshCache();
});
afterAll(() => rm(cache, { recursive: true, force: true }));

// ONNX Runtime makes the reference.
describe.each(Object.entries(CELLS))('%s', (runtime, expected) => {
  let results: Results | null;
  beforeAll(async () => {
    const root = await repository({
      'portability.yml': `runtimes: [${runtime}]\n`,
      ...Object.fromEntries(Object.entries(MODELS).map(([name, bytes]) => [`${name}.onnx`, bytes])),
    });
    const { stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
    await rm(root, { recursive: true, force: true });
    results = CANNOT_BE_INSTALLED.test(stdout + stderr) ? null : resultsSchema.parse(JSON.parse(stdout));
  });

  test.for(Object.keys(MODELS))('%s', (name, { skip }) => {
    if (results === null) return skip(`${runtime} cannot be installed here`);
    const cell = results.cells.find(({ model }) => model === name);
    const [state, reason] = expected[name] ?? PASS;
    expect([cell?.state, cell?.reason]).toEqual([
      state,
      reason instanceof RegExp ? expect.stringMatching(reason) : reason,
    ]);
  });
});
