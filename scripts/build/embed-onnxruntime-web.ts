import { readdirSync } from 'node:fs';
import { embeddedFolder } from '../../src/environments/embedded-folder.js';
import { vendorPackage } from './vendor-package.js';

/**
 * The files of onnxruntime-web and its dependencies that Node.js loads: the whole packages are ten times as large. They
 * are in a folder for this runtime alone, because a browser loads other files of the same package.
 * @returns the folders of the packages
 */
export function embedOnnxruntimeWeb(target: string): string[] {
  const folder = embeddedFolder(target, 'onnxruntime-web');
  const web = ['dist/ort-wasm-simd-threaded.mjs', 'dist/ort-wasm-simd-threaded.wasm'];
  return [vendorPackage(folder, 'onnxruntime-web', 'dist/ort.node.min.js', web), vendorOnnxruntimeCommon(folder)];
}

/** What each of the JavaScript packages of ONNX Runtime needs. */
export function vendorOnnxruntimeCommon(folder: string): string {
  const common = readdirSync('node_modules/onnxruntime-common/dist/cjs').filter((name) => name.endsWith('.js'));
  const files = common.map((name) => `dist/cjs/${name}`);
  return vendorPackage(folder, 'onnxruntime-common', 'dist/cjs/index.js', files);
}
