import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { byteLength } from '../../tensor/dtype.js';
import type { Fault } from '../../types.js';
import type { GraphModelJson, Weight } from './tfjs-schema.js';

/**
 * The files with the weights, relative to `folder`, in the order in which they are read one behind the other; each is
 * checked: a plain file in that folder, no link, and together as long as the weights that they hold.
 */
export function findShards(
  folder: string,
  manifest: GraphModelJson['weightsManifest'],
): { readonly files: readonly string[] } | { readonly fault: Fault } {
  for (const { paths, weights } of manifest) {
    let bytes = 0;
    for (const path of paths) {
      const found = sizeOf(folder, path);
      if (typeof found !== 'number') return found;
      bytes += found;
    }
    const needed = weights.reduce((sum, weight) => sum + bytesOfWeight(weight), 0);
    if (bytes < needed)
      return {
        fault: {
          what: `its weights in ${paths.join(', ') || 'no file'} are cut off`,
          why: `${bytes} bytes are there, ${needed} are needed`,
          next: 'commit all files of the model, or check out with lfs: true when they are in Git LFS',
        },
      };
  }
  return { files: manifest.flatMap(({ paths }) => paths) };
}

function sizeOf(folder: string, path: string): number | { fault: Fault } {
  const what = `its weight file ${JSON.stringify(path)} `;
  const parts = path.split('/');
  if (path === '' || /[\\:\0]/.test(path) || parts.some((part) => part === '..' || part === '.' || part === ''))
    return {
      fault: { what: `${what}lies outside the folder of the model`, why: 'a model may only read weights beside it' },
    };
  let size = 0;
  for (let depth = 1; depth <= parts.length; depth++) {
    const stats = lstatSync(join(folder, ...parts.slice(0, depth)), { throwIfNoEntry: false });
    if (stats === undefined)
      return {
        fault: {
          what: `${what}is missing`,
          next: 'commit it beside the model, or check out with lfs: true when it is in Git LFS',
        },
      };
    if (stats.isSymbolicLink())
      return {
        fault: { what: `${what}is reached through a symbolic link`, why: 'links can lead out of the repository' },
      };
    if (depth === parts.length && !stats.isFile()) return { fault: { what: `${what}is no regular file` } };
    size = stats.size;
  }
  return size;
}

/** Strings have no fixed length: each has its own, of four bytes, before it. */
function bytesOfWeight({ shape, dtype, quantization }: Weight): number {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (dtype === 'string') return 4 * elements;
  return byteLength(quantization?.dtype ?? dtype, elements);
}
