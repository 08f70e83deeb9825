import { cpSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle.js';
import { copyAssets } from './copy-assets.js';
import { embedOnnxruntimeNode, packedLibrary } from './embed.js';
import { LIB } from './lib.js';
import { vendorPackage } from './vendor-package.js';

/**
 * Builds the action from lib/: its bundles, a file for each entry, and what the bundles load.
 * @param target folder, emptied first
 */
export function buildDist(target: string): void {
  const packed = packedLibrary();
  rmSync(target, { recursive: true, force: true });
  // Halves the size in git, and saves a third of the start time.
  bundle(join(LIB, 'bin/supervised-action.js'), target, 'supervisor.js', '--minify');
  bundle(join(LIB, 'bin/action.js'), target, 'gate.js', '--minify');
  for (const name of ['index.js', 'merge.js', 'publish.js', 'cache-key.js'])
    writeFileSync(join(target, name), "import './supervisor.js';\n");
  copyAssets(target);
  for (const name of ['worker/harness.js', 'worker/licenses.txt', 'compare/kernel/tally-worker.js'])
    cpSync(join(LIB, name), join(target, name));
  vendorOnnxruntimeWeb(target);
  embedOnnxruntimeNode(target, packed);
}

/** The files of onnxruntime-web and its dependencies that Node.js loads: the whole packages are ten times as large. */
function vendorOnnxruntimeWeb(target: string): void {
  vendorPackage(target, 'onnxruntime-web', 'dist/ort.node.min.js', [
    'dist/ort-wasm-simd-threaded.mjs',
    'dist/ort-wasm-simd-threaded.wasm',
  ]);
  const common = readdirSync('node_modules/onnxruntime-common/dist/cjs').filter((name) => name.endsWith('.js'));
  const files = common.map((name) => `dist/cjs/${name}`);
  vendorPackage(target, 'onnxruntime-common', 'dist/cjs/index.js', files);
}
