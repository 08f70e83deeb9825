import { describeFile } from '../../bytes/describe-file.js';
import { FlatFile } from '../../bytes/flat-table.js';
import { Malformed } from '../../bytes/malformed.js';
import { companionAt } from './companion.js';
import type { FormatReader } from './format-reader.js';
import { signatureBeside } from './signature-beside.js';

// Fields by number, from MNN's schema.
const NET = { operators: 3, outputs: 4, tensors: 7 };

/**
 * Nothing in MNN's files identifies them, so the name has to. They record neither element types of outputs nor which
 * sizes are dynamic, so goldens have to define these where no signature is beside the file.
 */
export const mnnReader: FormatReader = {
  format: 'mnn',
  extensions: ['.mnn'],

  recognises: () => false,

  read(path) {
    const names = describeFile(path, (file) => {
      const net = new FlatFile(file).root();
      const [operator] = net.tables(NET.operators);
      const tensors = net.strings(NET.tensors);
      if (operator === undefined || tensors.length === 0)
        throw new Malformed('the file is not an MNN model', { why: 'it has no operators' });
      return net.strings(NET.outputs);
    });
    if ('fault' in names) return names;
    const weights = companionAt(`${path}.weight`);
    const beside = signatureBeside(path);
    if (weights !== null && 'fault' in weights) return weights;
    if (beside !== null && 'fault' in beside) return beside;
    const companions = [weights, beside].flatMap((file) => (file === null ? [] : [file.name]));
    return { format: 'mnn', signature: beside?.signature ?? null, companions };
  },
};
