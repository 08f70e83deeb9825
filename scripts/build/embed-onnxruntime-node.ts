import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { embeddedFolder } from '../../src/environments/embedded-folder.js';
import { vendorOnnxruntimeCommon } from './embed-onnxruntime-web.js';
import { packed } from './packed.js';
import { vendorPackage } from './vendor-package.js';

const PACKAGE = 'onnxruntime-node';
/** That of GitHub's usual runners; the others fetch the package. */
const ADDON = { platform: 'linux-x64', folder: 'bin/napi-v6/linux/x64' } as const;
const BINDING = 'onnxruntime_binding.node';
const LIBRARY = 'libonnxruntime.so.1';

/** The native library of onnxruntime-node, packed. */
export function packedLibrary(committed = 'dist'): Uint8Array {
  return packed(join('node_modules', PACKAGE, ADDON.folder, LIBRARY), placeOf(committed));
}

/**
 * onnxruntime-node for one platform, as `unpackEmbedded` finds it.
 * @returns the folders of the packages
 */
export function embedOnnxruntimeNode(target: string, library: Uint8Array): string[] {
  const folder = embeddedFolder(target, PACKAGE, ADDON.platform);
  const scripts = readdirSync(join('node_modules', PACKAGE, 'dist')).filter((name) => name.endsWith('.js'));
  const files = [...scripts.map((name) => `dist/${name}`), `${ADDON.folder}/${BINDING}`];
  const packages = [vendorPackage(folder, PACKAGE, 'dist/index.js', files), vendorOnnxruntimeCommon(folder)];
  const place = placeOf(target);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, library);
  return packages;
}

function placeOf(dist: string): string {
  const folder = embeddedFolder(dist, PACKAGE, ADDON.platform);
  return join(folder, 'node_modules', PACKAGE, ADDON.folder, `${LIBRARY}.br`);
}
