/** Layers of a Keras model, where no ONNX is on the route: the first that weights of float16 move. */
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { platformFault } from '../../src/plan/static-check.js';
import { resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { kerasFixture } from '../models/build-keras.js';

const platform = `${process.platform}-${process.arch}`;
const runtimes = await findRuntimes(hostIn(tmpdir(), { assets: resolve('lib') }), []);
const runs = (id: string) => runtimes.some((one) => one.id === id && platformFault(one, platform) === null);

test.skipIf(!runs('keras') || !runs('litert'))('the first layer with weights is named', async () => {
  const cache = await freshCache();
  const root = await repository({
    'portability.yml': [
      'runtimes:',
      '  - keras',
      '  - id: halved',
      '    use: litert',
      '    converters: { tflite-from-saved-model: { quantize: float16 } }',
      '',
    ].join('\n'),
    'conv.keras': kerasFixture('conv.keras'),
  });
  try {
    const { stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
    const { cells } = resultsSchema.parse(JSON.parse(stdout));
    const cell = cells.find(({ runtime }) => runtime === 'halved');
    expect(cell?.state, stderr).toBe('drift');
    expect(cell?.located, stderr).toMatchObject({ layers: true, reference: 'keras', operators: [{ certain: false }] });
    expect(cell?.located?.operators[0]?.type).toBe('Conv2D');
    expect(cell?.located?.operators[0]?.off).toMatch(
      /^it is off by .* of its size, what the layers before it make by at most 0$/,
    );
  } finally {
    for (const folder of [cache, root]) await rm(folder, { recursive: true, force: true });
  }
});
