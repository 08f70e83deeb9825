import { MalformedFile } from '../../bytes/malformed-file.js';
import { PagedFile } from '../../bytes/paged-file.js';
import { zipNames } from '../../bytes/zip-names.js';
import type { FormatReader } from './format-reader.js';

const ZIP = Buffer.from('PK\x03\x04', 'latin1');

/**
 * TorchScript: a zip archive with code. Its endings (.pt, .pth, .jit) are those of pickled weights too, which are no
 * model, so content alone decides. What goes in and comes out is nowhere written but in that code, which is not run here.
 */
export const torchscriptReader: FormatReader = {
  format: 'torchscript',
  extensions: [],

  recognises(path, head) {
    if (!Buffer.from(head.subarray(0, ZIP.length)).equals(ZIP)) return false;
    const names = namesIn(path);
    // All in one folder, called as the model was.
    const folder = names[0]?.split('/', 1)[0] ?? '';
    return names.includes(`${folder}/constants.pkl`) && names.some((name) => name.startsWith(`${folder}/code/`));
  },

  read: () => ({ format: 'torchscript', signature: null, companions: [] }),
};

function namesIn(path: string): string[] {
  const file = new PagedFile(path);
  try {
    return zipNames(file);
  } catch (error) {
    if (error instanceof MalformedFile) return [];
    throw error;
  } finally {
    file.close();
  }
}
