import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { lockedParts } from '../../../scripts/sbom/locked-parts.js';

const LOCKS = 'src/adapters/locks';

test('a lock of npm: every package once, with its licence and hash', () => {
  const engine = { version: '1.2.0', license: 'MIT', integrity: `sha512-${Buffer.alloc(64, 0xab).toString('base64')}` };
  const packages = {
    '': {},
    'node_modules/@scope/engine': engine,
    'node_modules/other/node_modules/@scope/engine': engine,
    'node_modules/other': { version: '2.0.0' },
  };
  expect(lockedParts('engine.package-lock.json', JSON.stringify({ packages }))).toEqual([
    { registry: 'npm', name: '@scope/engine', version: '1.2.0', license: 'MIT', sha512: 'ab'.repeat(64) },
    { registry: 'npm', name: 'other', version: '2.0.0', license: undefined, sha512: undefined },
  ]);
});

test('a lock of pip: every release, also where it depends on the platform', () => {
  const text = [
    '# header',
    "numpy==2.2.6 ; python_full_version < '3.11' \\",
    '    --hash=sha256:aa \\',
    '    --hash=sha256:bb',
    "numpy==2.3.5 ; python_full_version >= '3.11' \\",
    '    --hash=sha256:cc',
  ].join('\n');
  expect(lockedParts('engine.txt', text)).toEqual([
    { registry: 'pypi', name: 'numpy', version: '2.2.6' },
    { registry: 'pypi', name: 'numpy', version: '2.3.5' },
  ]);
});

test.each([
  ...readdirSync(LOCKS).map((name) => join(LOCKS, name)),
  'package-lock.json',
  'site/package-lock.json',
  'scripts/ruff/requirements.txt',
])('%s has parts', (lock) => {
  const parts = lockedParts(lock, readFileSync(lock, 'utf8'));
  expect(parts.length).toBeGreaterThan(0);
  for (const { version } of parts) expect(version).toMatch(/^\d/);
});
