import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { nodeRuntimes } from '../../src/adapters/node-runtimes.generated.js';
import { readPythonConverter, readPythonRuntime } from '../../src/adapters/python-header.js';
import { isLocalBuild } from '../../src/adapters/python-requirement.js';
import { UV_REQUIREMENT } from '../../src/environments/find-uv.js';
import type { Lock } from './locks.js';
import { npmLock } from './npm-lock.js';
import { pythonLock } from './python-lock.js';

/** A lock for every adapter that can have one, and for uv, which installs the others. */
export async function wantedLocks(): Promise<Lock[]> {
  const python = [
    { id: 'uv', requiresPython: '>=3.8', dependencies: [UV_REQUIREMENT] },
    ...(await adaptersIn('src/adapters/runtimes', readPythonRuntime)),
    ...(await adaptersIn('src/adapters/converters', readPythonConverter)),
  ];
  // Builds such as +cpu are on indexes that users choose: they are resolved there, at the first use.
  const lockable = python.filter(({ dependencies }) => !dependencies.some(isLocalBuild));
  return [...lockable.map(pythonLock), ...nodeRuntimes.map(npmLock)];
}

function adaptersIn<Facts>(folder: string, read: (file: string) => Promise<Facts>): Promise<Facts[]> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.py'));
  return Promise.all(names.map((name) => read(join(folder, name))));
}
