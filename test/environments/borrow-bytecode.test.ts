/** Environments hold the same packages: what one has compiled serves the next, unless it is not what it was. */
import { createHash } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { borrowBytecode } from '../../src/environments/borrow-bytecode.js';
import { writeManifest } from '../../src/environments/manifest.js';
import { publishFolder } from '../../src/environments/publish-folder.js';
import { freshFolder } from './host.js';

const TAG = 'cpython-312';
const PACKAGES = 'lib/python3.12/site-packages';
const SOURCE = `${PACKAGES}/package/module.py`;
const BYTECODE = `${PACKAGES}/package/__pycache__/module.${TAG}.pyc`;
const COMPILED = 'as the interpreter compiled it';

function write(path: string, content: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

/** As an installer leaves a package of one module, by hard links. */
function install(folder: string, wheel: string, source: string): void {
  const at = join(folder, SOURCE);
  mkdirSync(dirname(at), { recursive: true });
  linkSync(wheel, at);
  const hash = createHash('sha256').update(source).digest('base64url');
  write(
    join(folder, `${PACKAGES}/package-1.dist-info/RECORD`),
    `package/module.py,sha256=${hash},${source.length}\npackage-1.dist-info/RECORD,,\n`,
  );
}

/** An environment that is there, and another that is being made of the same wheel. */
async function twoEnvironments() {
  const root = await freshFolder();
  const wheel = join(root, 'wheel.py');
  write(wheel, 'x = 1\n');
  const environments = join(root, 'environments');
  const other = join(environments, 'other');
  await publishFolder(other, { scratch: '/nowhere' }, async (target) => {
    install(target, wheel, 'x = 1\n');
    write(join(target, BYTECODE), COMPILED);
    await writeManifest(target);
  });
  const folder = join(environments, 'one.new-1');
  install(folder, wheel, 'x = 1\n');
  return { folder, other, environments };
}

test('the bytecode of the same file of the same package', async () => {
  const { folder, environments } = await twoEnvironments();
  await borrowBytecode(folder, environments, TAG);
  expect(readFileSync(join(folder, BYTECODE), 'utf8')).toBe(COMPILED);
});

test.each<[string, (folder: string, other: string) => void]>([
  ['of a file that is another', (folder) => replaceSource(folder, 'x = 2\n')],
  [
    'of a file of another time, for which it would not be taken',
    (folder) => {
      const { atime, mtime } = statSync(join(folder, SOURCE));
      replaceSource(folder, 'x = 1\n');
      utimesSync(join(folder, SOURCE), atime, new Date(mtime.getTime() + 5000));
    },
  ],
  ['that has changed since', (_, other) => writeFileSync(join(other, BYTECODE), COMPILED.replace('as', 'so'))],
  ['that is gone', (_, other) => rmSync(join(other, BYTECODE))],
  ['of an environment that is not finished', (_, other) => rmSync(join(other, '.complete'))],
  ['of one that does not say what it holds', (_, other) => rmSync(join(other, '.manifest.json'))],
])('but none %s', async (_, change) => {
  const { folder, other, environments } = await twoEnvironments();
  change(folder, other);
  await borrowBytecode(folder, environments, TAG);
  expect(existsSync(join(folder, BYTECODE))).toBe(false);
});

test('nor any of another interpreter, or where there is no environment yet', async () => {
  const { folder, environments } = await twoEnvironments();
  await borrowBytecode(folder, environments, 'cpython-311');
  await borrowBytecode(folder, join(environments, 'none'), TAG);
  expect(existsSync(join(folder, dirname(BYTECODE)))).toBe(false);
});

/** Another package has the name and release. */
function replaceSource(folder: string, source: string): void {
  rmSync(folder, { recursive: true });
  const wheel = `${folder}.py`;
  write(wheel, source);
  install(folder, wheel, source);
}
