import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { writeNpy } from '../../src/golden/npy.js';
import type { Host } from '../../src/host/host.js';
import { writeKerasNetworks } from '../compatibility/keras-networks.js';
import { smallModels } from '../compatibility/small-models.js';
import type { ReleaseColumn } from './oldest-releases.js';

const LIMITS = { convert: 600, start: 300 };
/** Networks of each framework, and the runtimes that make the references. */
const MODELS = ['torch-conv', 'torch-attention', 'keras-conv', 'jax-conv'];
const HOMES = ['pytorch', 'keras', 'jax'];
const CODE = ['scripts/compatibility/torch_networks.py', 'scripts/compatibility/jax_networks.py'];

/**
 * A repository of small networks with golden inputs, for columns of old releases.
 * @param host creates the environment of Keras in which its network is saved: the oldest one, since a release of Keras does
 * not read what a newer one has saved
 */
export async function releasesRepository(root: string, columns: readonly ReleaseColumn[], host: Host): Promise<void> {
  mkdirSync(join(root, 'networks'), { recursive: true });
  for (const file of CODE) cpSync(file, join(root, 'networks', file.slice(file.lastIndexOf('/'))));
  await writeKerasNetworks(join(root, 'networks'), host, columns.find(({ use }) => use === 'keras')?.version);
  const models = smallModels.filter(({ id }) => MODELS.includes(id));
  for (const { id, inputs } of models) {
    const folder = join(root, 'golden', id, 'seeded', 'inputs');
    mkdirSync(folder, { recursive: true });
    for (const [name, value] of Object.entries(inputs)) writeFileSync(join(folder, `${name}.npy`), writeNpy(value));
  }
  const forms = models.map((model) => ({ id: model.id, forms: model.forms }));
  writeFileSync(
    join(root, 'portability.yml'),
    stringify({ runtimes: [...HOMES, ...columns], models: forms, limits: LIMITS }),
  );
}
