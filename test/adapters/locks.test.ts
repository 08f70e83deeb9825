import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { nodeRuntimes } from '../../src/adapters/node-runtimes.generated.js';
import { readPythonConverter, readPythonRuntime } from '../../src/adapters/python-header.js';
import { isLocalBuild } from '../../src/adapters/python-requirement.js';
import { parseNpmRequirement } from '../../src/environments/find-packages.js';
import { UV_REQUIREMENT } from '../../src/environments/find-uv.js';
import { belongsTo } from '../../src/environments/lock-header.js';
import { packageJson } from '../../src/environments/prepare-node-environment.js';

const adapters = fileURLToPath(new URL('../../src/adapters', import.meta.url));
const lock = (name: string) => readFileSync(join(adapters, 'locks', name), 'utf8');
const locks = readdirSync(join(adapters, 'locks'));
const KINDS = { runtimes: readPythonRuntime, converters: readPythonConverter } as const;
const pythonFiles = (['runtimes', 'converters'] as const).flatMap((kind) =>
  readdirSync(join(adapters, kind))
    .filter((name) => name.endsWith('.py'))
    .map((name) => [name, kind] as const),
);

test.each(pythonFiles)('%s of the %s has a lock that was made from its header', async (name, kind) => {
  const facts = await KINDS[kind](join(adapters, kind, name));
  expect(`${facts.id}.py`).toBe(name);
  if (facts.dependencies.some(isLocalBuild)) expect(locks).not.toContain(`${facts.id}.txt`);
  else expect(belongsTo(lock(`${facts.id}.txt`), facts)).toBe(true);
});

test('uv itself is locked', () => {
  expect(belongsTo(lock('uv.txt'), { requiresPython: '>=3.8', dependencies: [UV_REQUIREMENT] })).toBe(true);
});

describe.each(locks.filter((name) => name.endsWith('.txt')))('%s', (name) => {
  test('pins every package by version and hash and names no address', () => {
    const requirements = lock(name)
      .replaceAll('\\\n', ' ')
      .split('\n')
      .slice(1)
      .filter((line) => line !== '');
    expect(requirements.length).toBeGreaterThan(0);
    for (const requirement of requirements)
      expect(requirement).toMatch(/^[\w.-]+==[\w.!+]+( ; .*?)?( +--hash=sha256:[0-9a-f]{64})+$/);
  });
});

describe.each(nodeRuntimes.map((facts) => [facts.id, facts] as const))('%s.package-lock.json', (id, facts) => {
  test('pins every package by integrity, names no registry and belongs to the adapter', () => {
    const { packages } = JSON.parse(lock(`${id}.package-lock.json`)) as {
      packages: Record<string, Record<string, unknown>>;
    };
    const { '': own, ...installed } = packages;
    expect(own?.dependencies).toEqual(packageJson(id, facts.dependencies.map(parseNpmRequirement)).dependencies);
    for (const [path, entry] of Object.entries(installed)) {
      expect(entry.integrity, path).toMatch(/^sha512-/);
      expect(entry, path).not.toHaveProperty('resolved');
    }
  });
});
