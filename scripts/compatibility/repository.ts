import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { writeNpy } from '../../src/golden/npy.js';
import type { Host } from '../../src/host/host.js';
import { pictureOfDigits } from '../numerics/picture-of-digits.js';
import { columns } from './columns.js';
import { writeKerasNetworks } from './keras-networks.js';
import { realModels } from './real-models.js';
import { smallModels } from './small-models.js';

const LIMITS = { convert: 600, start: 300 };
/** Code of models; that of the face models is with the tests, because their weights come without code. */
const CODE = [
  'scripts/compatibility/torch_networks.py',
  'scripts/compatibility/jax_networks.py',
  'test/e2e/fixtures/faces.py',
];

/**
 * Creates the repository that docs/compatibility.md is about: real networks, and small ones in each framework, with
 * golden inputs and the configuration.
 * @param development folder with the pretrained networks
 * @param host creates the environment of Keras, because only Keras can write its files
 */
export async function compatibilityRepository(root: string, development: string, host: Host): Promise<void> {
  cpSync(development, join(root, 'models'), { recursive: true });
  for (const file of CODE) cpSync(file, join(root, 'networks', file.slice(file.lastIndexOf('/'))));
  await writeKerasNetworks(join(root, 'networks'), host);
  mkdirSync(join(root, 'inputs'), { recursive: true });
  writeFileSync(join(root, 'inputs', 'digits.npy'), writeNpy(pictureOfDigits(96, 0)));
  for (const { id, inputs } of smallModels) {
    const folder = join(root, 'golden', id, 'seeded', 'inputs');
    mkdirSync(folder, { recursive: true });
    for (const [name, value] of Object.entries(inputs)) writeFileSync(join(folder, `${name}.npy`), writeNpy(value));
  }
  writeFileSync(join(root, 'portability.yml'), compatibilityConfig());
}

/** portability.yml of that repository. */
export function compatibilityConfig(): string {
  const models = [...smallModels.map(({ id, forms }) => ({ id, forms })), ...realModels];
  return stringify({ runtimes: columns, models, limits: LIMITS });
}
