import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configSchema } from '../../src/config/schema.js';
import { discoverModels } from '../../src/discover/discover-models.js';
import { submoduleAround } from '../../src/discover/submodule-around.js';
import { hostIn, repositoryOf } from './repository.js';

const DECLARED = '[submodule "models"]\n\tpath = services/eyes/models\n\turl = https://example.org/models\n';

test('a path in a submodule, seen from any folder of the repository', () => {
  const root = repositoryOf({ '.gitmodules': DECLARED, 'services/eyes/portability.yml': '', 'other/a': '' });
  expect(submoduleAround(root, 'services/eyes/models/net.onnx')).toBe('services/eyes/models');
  expect(submoduleAround(root, './services/eyes/net.onnx')).toBeNull();
  expect(submoduleAround(join(root, 'services', 'eyes'), 'models/net.onnx')).toBe('models');
  expect(submoduleAround(join(root, 'other'), '../services/eyes/models/net.onnx')).toBe('../services/eyes/models');
  expect(submoduleAround(repositoryOf({ a: '' }), 'models/net.onnx')).toBeNull();
});

test('a named model of a submodule that is not checked out: how to get it', async () => {
  const root = repositoryOf({ '.gitmodules': DECLARED });
  const config = configSchema.parse({ models: [{ path: 'services/eyes/models/net.onnx' }] });
  await expect(discoverModels(config, [], hostIn(root))).rejects.toThrow(
    /submodule[\s\S]*`git submodule update --init services\/eyes\/models`; in a workflow, `submodules: true`/,
  );
});
