import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { compileBytecode } from '../../src/environments/compile-bytecode.js';
import { findPython } from '../../src/environments/find-python.js';
import { freshFolder, hostIn } from './host.js';

test('modules are compiled, but the tests that packages ship, wherever the folder is', async () => {
  const root = join(await freshFolder(), 'tests', 'environment');
  await mkdir(join(root, 'package', 'tests'), { recursive: true });
  for (const path of ['package/used.py', 'package/broken.py', 'package/tests/unused.py'])
    await writeFile(join(root, path), path.includes('broken') ? 'def' : 'x = 1');
  const host = hostIn(root);
  await compileBytecode(root, await findPython({ id: 'any', requiresPython: '>=3.9' }, host), host);
  const files = await readdir(root, { recursive: true });
  expect(files.filter((name) => name.endsWith('.pyc'))).toEqual([
    expect.stringMatching(/^package[\\/]__pycache__[\\/]used\./),
  ]);
});
