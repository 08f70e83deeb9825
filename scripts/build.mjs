// Makes lib/ (the npm package: plain compiled modules) and, with --dist, dist/ (the action: bundles and what they load).
// --check-dist builds the bundles beside the committed ones and fails when they differ.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';

const node = (script, ...args) => execFileSync(process.execPath, [script, ...args], { stdio: ['ignore', 2, 2] });

/** Python adapters, their locks and the Python harness: files that are run, not imported. */
function copyAssets(target) {
  const folders = ['adapters/runtimes', 'adapters/converters', 'adapters/locks', 'worker', 'worker/portability'];
  for (const folder of folders.filter((name) => existsSync(join('src', name)))) {
    for (const name of readdirSync(join('src', folder)).filter((file) => /\.(py|txt|json)$/.test(file))) {
      mkdirSync(join(target, folder), { recursive: true });
      cpSync(join('src', folder, name), join(target, folder, name));
    }
  }
}

function buildLib() {
  rmSync('lib', { recursive: true, force: true });
  copyAssets('lib');
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json');
  // What people wait for starts in half the time as one file: the command line, and the workers of Node.js.
  bundleInPlace('lib/bin/cli.js');
  bundleInPlace('lib/compare/kernel/tally-worker.js');
  bundleInPlace('lib/worker/harness.js');
}

function bundleInPlace(entry) {
  const fresh = join('lib', '.bundle');
  bundle(entry, fresh, basename(entry));
  for (const name of readdirSync(fresh).filter((file) => /\.(js|txt)$/.test(file)))
    renameSync(join(fresh, name), join(dirname(entry), name));
  rmSync(fresh, { recursive: true });
}

/** One bundle an entry; ncc leaves native and WebAssembly files behind, so these travel as packages of their own. */
function buildDist(target) {
  rmSync(target, { recursive: true, force: true });
  // Half the size in git, and a third less time to start.
  bundle('lib/bin/action.js', target, 'index.js', '--minify');
  copyAssets(target);
  for (const name of ['harness.js', 'licenses.txt']) cpSync(join('lib/worker', name), join(target, 'worker', name));
  cpSync('lib/compare/kernel/tally-worker.js', join(target, 'compare', 'kernel', 'tally-worker.js'));
  vendorOnnxruntimeWeb(target);
}

function bundle(entry, target, name, ...more) {
  node(
    'node_modules/@vercel/ncc/dist/ncc/cli.js',
    'build',
    entry,
    '-o',
    target,
    '--license',
    'licenses.txt',
    '--quiet',
    ...more,
  );
  if (name !== 'index.js') renameSync(join(target, 'index.js'), join(target, name));
}

/** The files of onnxruntime-web, and of what it requires, that Node.js loads: the packages are ten times as large. */
function vendorOnnxruntimeWeb(target) {
  const common = readdirSync('node_modules/onnxruntime-common/dist/cjs').filter((name) => name.endsWith('.js'));
  vendor(target, 'onnxruntime-web', 'dist/ort.node.min.js', [
    'dist/ort-wasm-simd-threaded.mjs',
    'dist/ort-wasm-simd-threaded.wasm',
  ]);
  vendor(
    target,
    'onnxruntime-common',
    'dist/cjs/index.js',
    common.map((name) => `dist/cjs/${name}`),
  );
}

/** A package cut down to some of its files, as CommonJS. */
function vendor(target, name, main, files) {
  const from = join('node_modules', name);
  const to = join(target, 'node_modules', name);
  for (const file of [main, ...files]) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file));
  }
  const { version, license } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
  const description = { name, version, license, type: 'commonjs', main };
  writeFileSync(join(to, 'package.json'), `${JSON.stringify(description, null, 2)}\n`);
}

/** Files below a folder with their content's hash. */
function contents(folder) {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const hash = (path) => createHash('sha256').update(readFileSync(path)).digest('hex');
  return new Map(
    files.map(({ parentPath, name }) => [relative(folder, join(parentPath, name)), hash(join(parentPath, name))]),
  );
}

function checkDist() {
  const fresh = join('.cache', 'dist-check');
  buildDist(fresh);
  const [is, should] = [existsSync('dist') ? contents('dist') : new Map(), contents(fresh)];
  const differing = [...new Set([...is.keys(), ...should.keys()])]
    .filter((path) => is.get(path) !== should.get(path))
    .sort();
  if (differing.length === 0) return;
  console.error(
    `dist/ is not what the source builds: ${differing.join(', ')}. Next: node scripts/build.mjs --dist, and commit dist/.`,
  );
  process.exitCode = 1;
}

const [mode] = process.argv.slice(2);
if (mode === '--check-dist') checkDist();
else {
  buildLib();
  if (mode === '--dist') buildDist('dist');
}
