import { describeFile } from '../../bytes/describe-file.js';
import { pytorchArchive } from '../../formats/pytorch/archive.js';
import { codeInScript } from '../../formats/pytorch/code-in-script.js';
import { weightsFault } from '../../formats/pytorch/weights-fault.js';
import type { FormatReader } from './format-reader.js';

/**
 * TorchScript: a zip archive with code. Pickled weights, which are not models, share its endings (.pt, .pth, .jit), so
 * content alone decides. Only that code, which is not run here, defines inputs and outputs.
 */
export const torchscriptReader: FormatReader = {
  format: 'torchscript',
  extensions: [],

  recognises: (path, head) => pytorchArchive(path, head)?.kind === 'torchscript',

  almost: weightsFault,

  read(path) {
    const code = describeFile(path, codeInScript);
    return 'fault' in code
      ? code
      : { format: 'torchscript', signature: null, companions: [], ...(code.length > 0 && { code }) };
  },
};
