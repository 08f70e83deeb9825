import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ANY_PLATFORM, embeddedFolder } from '../../src/environments/embedded-folder.js';
import { packed } from './packed.js';
import { vendorPackage } from './vendor-package.js';

const PACKAGE = 'onnxruntime-web';
const GLUE = 'dist/ort-wasm-simd-threaded.mjs';
const WEBASSEMBLY = 'dist/ort-wasm-simd-threaded.wasm';

/**
 * The files of onnxruntime-web and its dependencies that Node.js loads: the whole packages are ten times as large. They
 * are in a folder for this runtime alone, because a browser loads other files of the same package.
 * @returns the folders of the packages
 */
export function embedOnnxruntimeWeb(target: string): string[] {
  const folder = embeddedFolder(target, PACKAGE);
  return [vendorWeb(folder, [GLUE, WEBASSEMBLY]), vendorOnnxruntimeCommon(folder)];
}

/** The WebAssembly of onnxruntime-web, packed. */
export function packedWebAssembly(committed = 'dist'): Uint8Array {
  return packed(join('node_modules', PACKAGE, WEBASSEMBLY), placeOf(committed));
}

/** The same with its WebAssembly packed, for a build that lies in git. */
export function embedPackedOnnxruntimeWeb(target: string, webAssembly: Uint8Array): string[] {
  const folder = embeddedFolder(target, PACKAGE, ANY_PLATFORM);
  const packages = [vendorWeb(folder, [GLUE]), vendorOnnxruntimeCommon(folder)];
  writeFileSync(placeOf(target), webAssembly);
  return packages;
}

function placeOf(dist: string): string {
  return join(embeddedFolder(dist, PACKAGE, ANY_PLATFORM), 'node_modules', PACKAGE, `${WEBASSEMBLY}.br`);
}

function vendorWeb(folder: string, files: readonly string[]): string {
  return vendorPackage(folder, PACKAGE, 'dist/ort.node.min.js', [...files]);
}

/** What each of the JavaScript packages of ONNX Runtime needs. */
export function vendorOnnxruntimeCommon(folder: string): string {
  const common = readdirSync('node_modules/onnxruntime-common/dist/cjs').filter((name) => name.endsWith('.js'));
  const files = common.map((name) => `dist/cjs/${name}`);
  return vendorPackage(folder, 'onnxruntime-common', 'dist/cjs/index.js', files);
}
