import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pythonsOnPath } from '../../src/environments/find-python.js';
import { freshFolder, hostIn } from './host.js';

/** Interpreters that say who they are, by their names. */
async function pythonsOf(executables: Readonly<Record<string, string>>): Promise<string[]> {
  const folder = await freshFolder();
  for (const [name, executable] of Object.entries(executables)) {
    const says = JSON.stringify({ executable, version: '3.12.1', platform: 'any', bytecodeTag: 'any' });
    writeFileSync(join(folder, name), `#!/bin/sh\necho '${says}'\n`, { mode: 0o755 });
  }
  const found = await pythonsOnPath(hostIn(await freshFolder(), { env: { PATH: folder } }));
  return found.map((python) => python.executable);
}

test.skipIf(process.platform === 'win32')('an interpreter with two names is one', async () => {
  expect(await pythonsOf({ python3: '/opt/python3.12', python: '/opt/python3.12' })).toEqual(['/opt/python3.12']);
  expect(await pythonsOf({ python3: '/opt/python3.12', python: '/usr/bin/python3.9' })).toEqual([
    '/opt/python3.12',
    '/usr/bin/python3.9',
  ]);
});

test.skipIf(process.platform === 'win32')('what the repository tells version managers is not seen', async () => {
  const [folder, repository] = [await freshFolder(), await freshFolder()];
  const says = (executable: string) =>
    JSON.stringify({ executable, version: '3.12.1', platform: 'any', bytecodeTag: 'any' });
  const shim = `#!/bin/sh\nif [ -e .tool-versions ]; then echo '${says('./evil')}'; else echo '${says('/opt/python')}'; fi\n`;
  writeFileSync(join(folder, 'python3'), shim, { mode: 0o755 });
  writeFileSync(join(repository, '.tool-versions'), 'python path:./evil\n');
  const found = await pythonsOnPath(hostIn(repository, { env: { PATH: folder } }));
  expect(found.map((python) => python.executable)).toEqual(['/opt/python']);
});

test.skipIf(process.platform === 'win32')('two names of one shim are asked once', async () => {
  const folder = await freshFolder();
  const asked = join(folder, 'asked');
  const says = JSON.stringify({
    executable: '/opt/python3.12',
    version: '3.12.1',
    platform: 'any',
    bytecodeTag: 'any',
  });
  const shim = `#!/bin/sh\necho asked >> '${asked}'\necho '${says}'\n`;
  for (const name of ['python3', 'python']) writeFileSync(join(folder, name), shim, { mode: 0o755 });
  const found = await pythonsOnPath(hostIn(await freshFolder(), { env: { PATH: folder } }));
  expect(found.map(({ executable }) => executable)).toEqual(['/opt/python3.12']);
  expect(readFileSync(asked, 'utf8')).toBe('asked\n');
});
