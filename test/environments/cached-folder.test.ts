/** What lies in the cache is looked at before it is used; a cache that is of no use is no obstacle. */
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cachedFolder } from '../../src/environments/cached-folder.js';
import { InfrastructureError } from '../../src/errors.js';
import type { Host } from '../../src/host/host.js';
import { silent } from '../../src/host/log.js';
import { freshFolder, hostIn, inAnotherRun } from './host.js';

const CONTENT = 'print("as it was installed")\n';

async function build(target: string): Promise<void> {
  mkdirSync(join(target, 'lib', 'empty'), { recursive: true });
  writeFileSync(join(target, 'lib', 'module.py'), CONTENT);
  writeFileSync(join(target, 'lib', 'native.so'), Buffer.alloc(5000, 7));
  symlinkSync('lib/module.py', join(target, 'link'));
}

function listening(folder: string, changes: Partial<Host> = {}) {
  const warnings: string[] = [];
  const host = hostIn(folder, { log: { ...silent, warn: (text) => void warnings.push(text) }, ...changes });
  // Each time as another run would.
  return { host, warnings, make: () => cachedFolder(inAnotherRun(host), 'environments/key', build) };
}

test('what an earlier run has built is used', async () => {
  const { make, warnings } = listening(await freshFolder());
  const first = await make();
  expect(first.cached).toBe(false);
  expect(await make()).toEqual({ folder: first.folder, cached: true });
  expect(warnings).toEqual([]);
});

/** Changes a file, so that it looks as it did before. */
function changeUnseen(path: string, content: string | Uint8Array): void {
  const { atime, mtime } = statSync(path);
  writeFileSync(path, content);
  utimesSync(path, atime, mtime);
}

test.each<[string, (at: (...steps: string[]) => string) => void, RegExp]>([
  ['a changed file', (at) => writeFileSync(at('lib', 'module.py'), `${CONTENT}evil()`), /module\.py has another size/],
  [
    'one that looks unchanged',
    (at) => changeUnseen(at('lib', 'module.py'), CONTENT.replace('as', 'so')),
    /has changed/,
  ],
  ['a flipped byte', (at) => changeUnseen(at('lib', 'native.so'), Buffer.alloc(5000, 8)), /native\.so has changed/],
  ['a file that ends early', (at) => writeFileSync(at('lib', 'native.so'), ''), /native\.so has another size/],
  ['a missing file', (at) => rmSync(at('lib', 'native.so')), /native\.so is missing/],
  ['an added file', (at) => writeFileSync(at('lib', 'sitecustomize.py'), 'evil()'), /sitecustomize\.py was added/],
  ['an added link', (at) => symlinkSync('/etc/passwd', at('lib', 'more')), /lib\/more was added/],
  [
    'a link that leads elsewhere',
    (at) => {
      rmSync(at('link'));
      symlinkSync('/etc/passwd', at('link'));
    },
    /link has changed/,
  ],
  [
    'a file in place of a link',
    (at) => {
      rmSync(at('link'));
      writeFileSync(at('link'), CONTENT);
    },
    /link has changed/,
  ],
  [
    'a link in place of a file',
    (at) => {
      rmSync(at('lib', 'native.so'));
      symlinkSync('module.py', at('lib', 'native.so'));
    },
    /native\.so has changed/,
  ],
  [
    'a folder in place of a file',
    (at) => {
      rmSync(at('lib', 'native.so'));
      mkdirSync(at('lib', 'native.so'));
    },
    /native\.so is missing/,
  ],
  ['no manifest', (at) => rmSync(at('.manifest.json')), /does not say what it holds/],
  [
    'half a manifest',
    (at) => writeFileSync(at('.manifest.json'), '{"lib/module.py": [1, '),
    /does not say what it holds/,
  ],
  [
    'another manifest',
    (at) => writeFileSync(at('.manifest.json'), '{"lib/module.py": 5}'),
    /does not say what it holds/,
  ],
  ['an empty manifest', (at) => writeFileSync(at('.manifest.json'), '{}'), /was added/],
])('%s is noticed, and the folder is built again', async (_, damage, said) => {
  const { make, warnings } = listening(await freshFolder());
  const { folder } = await make();
  damage((...steps) => join(folder, ...steps));
  expect(await make()).toEqual({ folder, cached: false });
  expect(warnings).toEqual([expect.stringMatching(/^environments\/key in the cache is not as it was made/)]);
  expect(warnings[0]).toMatch(said);
  expect(readFileSync(join(folder, 'lib', 'module.py'), 'utf8')).toBe(CONTENT);
  expect(await make()).toEqual({ folder, cached: true });
});

test('a folder that was restored, so that only times differ, is used and not hashed twice', async () => {
  const { make, warnings } = listening(await freshFolder());
  const { folder } = await make();
  const manifest = () => readFileSync(join(folder, '.manifest.json'), 'utf8');
  const before = manifest();
  utimesSync(join(folder, 'lib', 'module.py'), 1, 1);
  expect(await make()).toEqual({ folder, cached: true });
  expect(manifest()).not.toBe(before);
  const after = manifest();
  expect(await make()).toEqual({ folder, cached: true });
  expect(manifest()).toBe(after);
  expect(warnings).toEqual([]);
});

test('a folder without its end, as after a restore that was cut off, is built again', async () => {
  const { make } = listening(await freshFolder());
  const { folder } = await make();
  rmSync(join(folder, '.complete'));
  expect(await make()).toEqual({ folder, cached: false });
});

test('a cache that cannot be written is a warning, and the folder is built for this run', async () => {
  const folder = await freshFolder();
  writeFileSync(join(folder, 'file'), '');
  const { host, warnings } = listening(folder, { cache: join(folder, 'file', 'cache') });
  const own = join(host.scratch, 'cache', 'environments', 'key');
  expect(await cachedFolder(host, 'environments/key', build)).toEqual({ folder: own, cached: false });
  expect(warnings[0]).toMatch(/^the cache cannot be used, so environments\/key is made for this run alone: EEXIST/);
});

test('a cache that can only be read is used', async () => {
  const folder = await freshFolder();
  const made = await listening(folder).make();
  chmodSync(join(folder, 'cache', 'environments'), 0o555);
  const { make, warnings } = listening(folder);
  expect(await make()).toEqual({ folder: made.folder, cached: true });
  expect(warnings).toEqual([]);
  chmodSync(join(folder, 'cache', 'environments'), 0o755);
});

test('what goes wrong while it is built is not the cache’s fault', async () => {
  const { host } = listening(await freshFolder());
  const failing = cachedFolder(host, 'environments/key', async () => {
    throw new InfrastructureError({ what: 'no network' });
  });
  await expect(failing).rejects.toThrow('no network');
});

test('a run looks at a folder once', async () => {
  const { host } = listening(await freshFolder());
  let built = 0;
  const make = () =>
    cachedFolder(host, 'environments/key', async (target) => {
      built += 1;
      await build(target);
    });
  const [first, second] = await Promise.all([make(), make()]);
  expect(second).toBe(first);
  rmSync(join(first.folder, 'lib', 'native.so'));
  expect(await make()).toBe(first);
  expect(built).toBe(1);
});

test('a hash that a Python package has of its file is believed, unless its size is another one', async () => {
  const { host } = listening(await freshFolder());
  const hash = (text: string) => createHash('sha256').update(text).digest('base64url');
  const { folder } = await cachedFolder(host, 'environments/key', async (target) => {
    mkdirSync(join(target, 'site', 'a-1.dist-info'), { recursive: true });
    writeFileSync(join(target, 'site', 'known.py'), 'known');
    writeFileSync(join(target, 'site', 'patched.py'), 'patched since');
    const lines = [
      `known.py,sha256=${hash('noted')},5`,
      `patched.py,sha256=${hash('patched')},7`,
      'a-1.dist-info/RECORD,,',
    ];
    writeFileSync(join(target, 'site', 'a-1.dist-info', 'RECORD'), lines.join('\n'));
  });
  const manifest = JSON.parse(readFileSync(join(folder, '.manifest.json'), 'utf8'));
  const hex = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(manifest['site/known.py'][3]).toBe(hex('noted'));
  expect(manifest['site/patched.py'][3]).toBe(hex('patched since'));
});

test('a run looks once, whichever of its workers asks, and however many at the same time', async () => {
  const folder = await freshFolder();
  const { host, make } = listening(folder);
  let built = 0;
  const ask = () =>
    cachedFolder({ ...host, signal: new AbortController().signal }, 'environments/key', async (target) => {
      built += 1;
      await build(target);
    });
  const [first, second] = await Promise.all([ask(), ask()]);
  expect([first, built]).toEqual([second, 1]);
  changeUnseen(join(first.folder, 'lib', 'native.so'), Buffer.alloc(5000, 8));
  expect([await ask(), built]).toEqual([first, 1]);
  expect((await make()).cached).toBe(false);
});

test('what a folder says it holds is replaced, never rewritten while another run may read it', async () => {
  const { make } = listening(await freshFolder());
  const { folder } = await make();
  const manifest = join(folder, '.manifest.json');
  const { ino } = statSync(manifest);
  utimesSync(join(folder, 'lib', 'native.so'), 1, 1);
  expect(await make()).toEqual({ folder, cached: true });
  expect(statSync(manifest).ino).not.toBe(ino);
  expect(readdirSync(folder).sort()).toEqual(['.complete', '.manifest.json', 'lib', 'link']);
});
