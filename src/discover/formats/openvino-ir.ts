import { isOpenvinoIr, readOpenvinoIr } from '../../formats/openvino/openvino-ir.js';
import { companionAt, withEnding } from './companion.js';
import type { FormatReader } from './format-reader.js';

/** The graph in one file, the weights in another. Many other files are called .xml, so content decides. */
export const openvinoIrReader: FormatReader = {
  format: 'openvino-ir',
  extensions: [],

  recognises: (_, head) => isOpenvinoIr(head),

  read(path) {
    const model = readOpenvinoIr(path);
    if ('fault' in model) return model;
    const weights = companionAt(withEnding(path, '.bin'));
    if (weights !== null && 'fault' in weights) return weights;
    return { format: 'openvino-ir', ...model, companions: weights === null ? [] : [weights.name] };
  },
};
