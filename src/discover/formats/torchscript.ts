import { pytorchArchive } from '../../formats/pytorch/archive.js';
import { weightsFault } from '../../formats/pytorch/weights-fault.js';
import type { FormatReader } from './format-reader.js';

/**
 * TorchScript: a zip archive with code. Its endings (.pt, .pth, .jit) are those of pickled weights too, which are no
 * model, so content alone decides. What goes in and comes out is nowhere written but in that code, which is not run here.
 */
export const torchscriptReader: FormatReader = {
  format: 'torchscript',
  extensions: [],

  recognises: (path, head) => pytorchArchive(path, head)?.kind === 'torchscript',

  almost: weightsFault,

  read: () => ({ format: 'torchscript', signature: null, companions: [] }),
};
