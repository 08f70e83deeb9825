/** Outputs come back with the axes of the source, whatever order a converter or a runtime gives them. */
import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ResultCell, type Results, resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { featureMaps } from '../models/feature-maps.js';

/** Models with open sizes, and what they are made. */
const OPEN: Readonly<Record<string, string>> = {
  'conv-open': 'n: 1, h: 4, w: 4',
  'conv-open-batch': 'n: 1',
  'conv-1d-open': 'n: 1, l: 5',
};
/** What this machine may lack for a column: a Python that is new enough, or an index that has PyTorch for the processor. */
const CANNOT_BE_INSTALLED = /no Python .* was found|torch==\S+ cannot be found|is not available for/;

let cache: string;
beforeAll(async () => {
  cache = await freshCache();
});
afterAll(() => rm(cache, { recursive: true, force: true }));

// ONNX Runtime makes the reference.
describe.each(['litert', 'mnn', 'ncnn'])('%s', (runtime) => {
  let results: Results | null;
  beforeAll(async () => {
    const models = Object.keys(featureMaps).map((name) =>
      OPEN[name] === undefined ? `  - path: ${name}.onnx` : `  - { path: ${name}.onnx, dims: { ${OPEN[name]} } }`,
    );
    const root = await repository({
      'portability.yml': [`runtimes: [${runtime}]`, 'models:', ...models, ''].join('\n'),
      ...Object.fromEntries(Object.entries(featureMaps).map(([name, bytes]) => [`${name}.onnx`, bytes])),
    });
    const { stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
    await rm(root, { recursive: true, force: true });
    results = CANNOT_BE_INSTALLED.test(stdout + stderr) ? null : resultsSchema.parse(JSON.parse(stdout));
  });

  test.for(Object.keys(featureMaps))('%s has the axes and the values of the source', (name, { skip }) => {
    if (results === null) return skip(`${runtime} cannot be installed here`);
    const cell = results.cells.find(({ model }) => model === name);
    expect(cell && stateOf(cell)).toEqual([name, 'pass', null]);
  });
});

const stateOf = ({ model, state, reason }: ResultCell) => [model, state, reason];
