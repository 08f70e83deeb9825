import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import { embeddedFolder } from '../../src/environments/embedded-folder.js';
import { vendorOnnxruntimeCommon } from './embed-onnxruntime-web.js';
import { vendorPackage } from './vendor-package.js';

const PACKAGE = 'onnxruntime-node';
/** That of GitHub's usual runners; the others fetch the package. */
const ADDON = { platform: 'linux-x64', folder: 'bin/napi-v6/linux/x64' } as const;
const BINDING = 'onnxruntime_binding.node';
const LIBRARY = 'libonnxruntime.so.1';

/**
 * The native library of onnxruntime-node, packed. That of the committed dist/ where it is still the same: packing takes
 * minutes, and another release of Node.js may pack into other bytes.
 */
export function packedLibrary(committed = 'dist'): Uint8Array {
  const library = readFileSync(join('node_modules', PACKAGE, ADDON.folder, LIBRARY));
  const path = placeOf(committed);
  if (existsSync(path)) {
    const packed = readFileSync(path);
    if (brotliDecompressSync(packed).equals(library)) return packed;
  }
  process.stderr.write(`packing ${LIBRARY}, which takes minutes\n`);
  return brotliCompressSync(library, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_LGWIN]: constants.BROTLI_MAX_WINDOW_BITS,
      [constants.BROTLI_PARAM_SIZE_HINT]: library.byteLength,
    },
  });
}

/**
 * onnxruntime-node for one platform, as `unpackEmbedded` finds it.
 * @returns the folders of the packages
 */
export function embedOnnxruntimeNode(target: string, packed: Uint8Array): string[] {
  const folder = embeddedFolder(target, PACKAGE, ADDON.platform);
  const scripts = readdirSync(join('node_modules', PACKAGE, 'dist')).filter((name) => name.endsWith('.js'));
  const files = [...scripts.map((name) => `dist/${name}`), `${ADDON.folder}/${BINDING}`];
  const packages = [vendorPackage(folder, PACKAGE, 'dist/index.js', files), vendorOnnxruntimeCommon(folder)];
  const place = placeOf(target);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, packed);
  return packages;
}

function placeOf(dist: string): string {
  const folder = embeddedFolder(dist, PACKAGE, ADDON.platform);
  return join(folder, 'node_modules', PACKAGE, ADDON.folder, `${LIBRARY}.br`);
}
