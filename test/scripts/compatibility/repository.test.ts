import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { compatibilityConfig, compatibilityRepository } from '../../../scripts/compatibility/repository.js';
import { smallModels } from '../../../scripts/compatibility/small-models.js';
import { findConverters } from '../../../src/adapters/find-converters.js';
import { findRuntimes } from '../../../src/adapters/find-runtimes.js';
import { configSchema } from '../../../src/config/schema.js';
import { readNpy } from '../../../src/golden/npy.js';
import { columnsOf } from '../../../src/plan/column.js';
import { hostIn } from '../../environments/host.js';
import { scratchWith } from '../scratch.js';

const SOURCES = { assets: 'src', cwd: '.' };
const NETWORKS = ['conv', 'lstm', 'attention'].map((kind) => `networks/${kind}.keras`);

test('every column is one that the gate has, and no runtime is left out', async () => {
  const runtimes = await findRuntimes(SOURCES, []);
  const config = configSchema.parse(parse(compatibilityConfig()));
  const columns = columnsOf(config.runtimes, runtimes, '.', await findConverters(SOURCES, []));
  expect(new Set(columns.map(({ runtime }) => runtime.id))).toEqual(new Set(runtimes.map(({ id }) => id)));
});

test('networks, inputs and configuration lie where the gate looks for them', async () => {
  // Keras's files are there, so its environment is not made.
  const root = scratchWith(Object.fromEntries(NETWORKS.map((path) => [path, ''])));
  await compatibilityRepository(root, scratchWith({ 'magika/magika.onnx': 'model' }), hostIn(root));
  expect(readFileSync(join(root, 'portability.yml'), 'utf8')).toBe(compatibilityConfig());
  expect(readdirSync(join(root, 'networks'))).toEqual(
    expect.arrayContaining(['torch_networks.py', 'jax_networks.py', 'faces.py']),
  );
  expect(readdirSync(join(root, 'golden')).sort()).toEqual(smallModels.map(({ id }) => id).sort());
  const image = readNpy(readFileSync(join(root, 'golden', 'torch-conv', 'seeded', 'inputs', 'image.npy')));
  expect([image.dtype, image.shape]).toEqual(['float32', [2, 3, 32, 32]]);
  expect(readFileSync(join(root, 'models', 'magika', 'magika.onnx'), 'utf8')).toBe('model');
});
