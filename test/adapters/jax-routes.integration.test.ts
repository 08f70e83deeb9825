/** Functions of JAX and StableHLO, from what a user commits to every runtime that the converters lead to. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeNpz } from '../../src/golden/npz.js';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { fromReal } from '../../src/tensor/real.js';
import { tensor } from '../../src/tensor/tensor.js';
import { writeSafetensors } from '../../src/values/safetensors.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { randomFloats } from '../models/random-floats.js';
import { stablehlo } from './fixtures/stablehlo.js';

const ROUTES = {
  jax: [],
  exported: ['stablehlo-from-jax'],
  'onnxruntime-node': ['onnx-from-jax'],
  tensorflow: ['saved-model-from-jax'],
  iree: ['stablehlo-from-jax', 'iree-from-stablehlo'],
} as const;
const CONFIG = `
routes: { tries: 1 } # what each converter gives, not what another would
runtimes:
  - jax
  - { id: exported, use: jax, format: stablehlo }
  - onnxruntime-node
  - tensorflow
  - iree
models:
  - { id: conv, forms: [{ function: "net/functions.py:conv", weights: net/weights.npz }] }
  - { id: attention, forms: [{ function: "net/functions.py:attention", weights: net/weights.safetensors }] }
  - { id: pooled, forms: [{ function: "net/functions.py:pooled", weights: net/weights.npz }] }
  - { id: strided, forms: [{ function: "net/functions.py:strided", weights: net/weights.npz }] }
  - { id: wide, forms: [{ function: "net/functions.py:scaled", arguments: { factor: 0.1 } }] }
  - { id: missing, forms: [{ function: "net/functions.py:cnv" }] }
  - path: committed/export.stablehlo
  - path: committed/text.mlir
  - path: committed/bytecode.mlirbc
`;
const SHAPES = {
  kernel: [8, 3, 3, 3],
  bias: [8],
  head: [8, 5],
  table: [11, 8],
  q: [8, 8],
  k: [8, 8],
  v: [8, 8],
  dense: [8, 8],
} as const;

const floats = (seed: number, shape: readonly number[], scale = 1) => {
  const count = shape.reduce((product, size) => product * size, 1);
  return tensor('float32', [...shape], bytesOf(randomFloats(seed, count).map((value) => value * scale)));
};
const inputs = (
  values: Parameters<typeof writeNpz>[0] extends ReadonlyMap<string, infer T> ? Record<string, T> : never,
) => writeNpz(new Map(Object.entries(values)));

let results: Results;
let cache: string;
let root: string;
beforeAll(async () => {
  cache = await freshCache();
  const weights = new Map(
    Object.entries(SHAPES).map(([name, shape], seed) => [name, floats(seed, shape, 0.4)] as const),
  );
  const ids = tensor('int64', [2, 6], bytesOf(BigInt64Array.from({ length: 12 }, (_, index) => BigInt(index % 11))));
  const doubles = tensor('float64', [2, 3], bytesOf(Float64Array.from({ length: 6 }, (_, index) => 1 / (index + 3))));
  root = await repository({
    'portability.yml': CONFIG,
    'net/functions.py': readFileSync(new URL('fixtures/jax/functions.py', import.meta.url)),
    'net/weights.npz': await writeNpz(weights),
    'net/weights.safetensors': Buffer.concat(writeSafetensors(weights)),
    'golden/conv/one.inputs.npz': await inputs({ image: floats(21, [1, 3, 16, 16]) }),
    'golden/conv/three.inputs.npz': await inputs({ image: floats(22, [3, 3, 16, 16]) }),
    'golden/attention/a.inputs.npz': await inputs({ ids }),
    'golden/pooled/a.inputs.npz': await inputs({ image: floats(23, [1, 3, 16, 16]) }),
    'golden/strided/a.inputs.npz': await inputs({ image: floats(25, [1, 15, 16, 3]) }),
    'golden/wide/a.inputs.npz': await inputs({ x: doubles }),
    'golden/missing/a.inputs.npz': await inputs({ x: doubles }),
    'committed/export.stablehlo': stablehlo('conv'),
    'committed/text.mlir': stablehlo('text'),
    'committed/bytecode.mlirbc': stablehlo('bytecode'),
    'golden/committed/text/a.inputs.npz': await inputs({ arg0: floats(24, []) }),
    'golden/committed/bytecode/a.inputs.npz': await inputs({ arg0: floats(24, []) }),
  });
  const { code, stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
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

/** What tools cannot do; everything else passes. */
const SAYS: Readonly<Record<string, readonly [ResultCell['state'], RegExp]>> = {
  'conv on iree': ['unsupported', /IREE does not take StableHLO with open sizes/],
};

describe.each(Object.entries(ROUTES))('%s', (column, route) => {
  test.each(['conv', 'attention', 'pooled', 'strided', 'wide'])(
    '%s passes, outputs under their names and with their types',
    (model) => {
      const cell = cellOf(model, column);
      const says = SAYS[`${model} on ${column}`];
      if (says !== undefined) {
        expect([cell.state, cell.reason]).toEqual([says[0], expect.stringMatching(says[1])]);
        return;
      }
      expect([cell.state, cell.reason]).toEqual(['pass', null]);
      expect(cell.route.map(({ converter }) => converter)).toEqual(route);
      expect(cell.outputs.every(({ matchedBy }) => matchedBy === 'name')).toBe(true);
      expect(Math.max(...cell.outputs.map(({ maxAbs }) => fromReal(maxAbs ?? Number.NaN)))).toBeLessThan(2e-6);
    },
  );

  test('a name that the file lacks is told with those that it has', () => {
    const { state, reason } = cellOf('missing', column);
    expect(['run-failed', 'convert-failed']).toContain(state);
    expect(reason).toContain('functions.py has no cnv; it has attention, conv, pooled, scaled, strided');
  });
});

test('float64 stays float64, and is computed as such', () => {
  for (const column of Object.keys(ROUTES)) {
    const { outputs } = cellOf('wide', column);
    expect([column, outputs.map(({ name, dtype }) => [name, dtype])]).toEqual([
      column,
      [
        ['output_0', 'float64'],
        ['output_1', 'float64'],
      ],
    ]);
  }
});

test('what is committed as StableHLO runs on JAX and, compiled, on IREE', () => {
  for (const model of ['committed/export', 'committed/text', 'committed/bytecode']) {
    const { state, reason } = cellOf(model, 'jax');
    expect([model, state, reason]).toEqual([model, 'pass', null]);
  }
  expect(cellOf('committed/export', 'iree')).toMatchObject({
    state: 'pass',
    route: [{ converter: 'iree-from-stablehlo' }],
  });
  expect(cellOf('committed/text', 'iree').reason).toContain(
    'a bare module of MLIR does not name its inputs and outputs',
  );
});
