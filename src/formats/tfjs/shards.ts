import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { formatCount } from '../../number-format.js';
import { byteLength } from '../../tensor/dtype.js';
import type { Fault } from '../../types.js';
import type { GraphModelJson, Weight } from './tfjs-schema.js';

/**
 * The weight files, relative to `folder`, in the order in which they are concatenated. They are checked: each is a
 * regular file in that folder, not a link, and together they are as long as the weights.
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
          what: `its weights in ${paths.join(', ') || 'no file'} are truncated`,
          why: `they need ${formatCount(needed, 'byte')}, the files have ${formatCount(bytes, 'byte')}`,
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
      fault: { what: `${what}is outside the model's folder`, why: 'a model may only read weights beside it' },
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
    if (depth === parts.length && !stats.isFile()) return { fault: { what: `${what}is not a regular file` } };
    size = stats.size;
  }
  return size;
}

/** Strings have no fixed length: each is preceded by its length in four bytes. */
function bytesOfWeight({ shape, dtype, quantization }: Weight): number {
  const elements = shape.reduce((product, size) => product * size, 1);
  if (dtype === 'string') return 4 * elements;
  return byteLength(quantization?.dtype ?? dtype, elements);
}
