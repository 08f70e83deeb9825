import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { requireAllowed } from '../../src/worker/foreign-code.js';
import { freshFolder, hostIn, SOURCES } from '../environments/host.js';

const python = {
  id: 'pytorch',
  language: 'python',
  file: join(SOURCES, 'adapters', 'runtimes', 'pytorch.py'),
} as const;
const node = { id: 'onnxruntime-node', language: 'node' } as const;

test.each([
  ['a pinned release', python, {}, {}, null],
  ['another release', python, { version: '2.0' }, {}, null],
  [
    'another release, of another index',
    python,
    { version: '2.0' },
    { 'uv.toml': 'index-url = "https://mirror/"' },
    /release 2\.0/,
  ],
  ['a pinned release, whose hashes are known', python, {}, { 'uv.toml': 'index-url = "https://mirror/"' }, null],
  [
    'another release, of another registry',
    node,
    { version: '2.0' },
    { '.npmrc': 'registry=https://mirror/' },
    /release 2\.0/,
  ],
  ['settings without a registry', node, { version: '2.0' }, { '.npmrc': 'git=./evil.sh' }, null],
  ['packages of its own', python, { requirements: ['evil==1'] }, {}, /asks for evil==1/],
  ['an adapter of its own', { ...python, file: '/repository/own.py' }, {}, {}, /code of the repository/],
])('%s', async (_, adapter, column, files, reason) => {
  const folder = await freshFolder();
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  const host = hostIn(folder);
  const requested = { version: undefined, ...column };
  const allowedAt = (level: 'namespaces' | 'environment', allowCode: boolean) =>
    requireAllowed(adapter, requested, { host, launcher: { level }, allowCode });
  await allowedAt('namespaces', false);
  await allowedAt('environment', true);
  if (reason === null) await allowedAt('environment', false);
  else await expect(allowedAt('environment', false)).rejects.toThrow(reason);
});
