/** The npm package, packed as it is published and installed as users do: it needs nothing but npm's registry. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { git } from '../../discover/repository.js';
import { buildDenseModel } from '../../models/build-model.js';
import { scratchWith } from '../scratch.js';

const shell = process.platform === 'win32';
let tarball = '';
/** Empty at first: what does not ship with the package is fetched, once. */
let cache = '';

beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'package-cache-'));
  const folder = join('.cache', 'packed');
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
  mkdirSync(folder, { recursive: true });
  tarball = join(process.cwd(), folder, execFileSync('npm', args, { encoding: 'utf8', shell }).trim());
});

afterAll(() => rmSync(cache, { recursive: true, force: true }));

/** A repository with a model and the installed package. */
function installed(...flags: readonly string[]): string {
  const root = scratchWith({
    'net.onnx': buildDenseModel(),
    'package.json': '{"private":true}',
    '.gitignore': 'node_modules/',
  });
  git(root, 'init', '--quiet');
  git(root, 'add', '--all');
  execFileSync('npm', ['install', '--no-audit', '--no-fund', ...flags, tarball], { cwd: root, shell, stdio: 'pipe' });
  return root;
}

test.each([['with scripts'], ['without scripts', '--ignore-scripts']])(
  'installed %s, it depends on no package and judges a model',
  (_, ...flags) => {
    const root = installed(...flags);
    expect(readdirSync(join(root, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'model-portability-gate',
    ]);
    const cli = join(root, 'node_modules/model-portability-gate/lib/bin/cli.js');
    const env = { ...process.env, PORTABILITY_CACHE: cache };
    const { status, stdout, stderr } = spawnSync(process.execPath, [cli, 'run', '--all'], {
      cwd: root,
      env,
      encoding: 'utf8',
    });
    expect([status, stdout, stderr]).toEqual([0, expect.stringContaining('cells pass'), expect.anything()]);
  },
);

test('what it contains of others is listed with its licences', () => {
  const folder = join(installed('--ignore-scripts'), 'node_modules/model-portability-gate');
  const read = (path: string) => readFileSync(join(folder, path), 'utf8');
  const { components } = JSON.parse(read('lib/bom.json'));
  const names = components.map(({ name }: { name: string }) => name);
  expect(names).toEqual(expect.arrayContaining(['commander', 'zod', 'onnxruntime-web']));
  const notices = read('lib/THIRD-PARTY-NOTICES.txt');
  for (const { group, name, version } of components)
    expect(notices).toContain(`\n${group === undefined ? '' : `${group}/`}${name} ${version} (`);
});
