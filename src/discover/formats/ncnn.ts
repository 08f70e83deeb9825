import { basename } from 'node:path';
import { isNcnn, readNcnnNetwork } from '../../formats/ncnn/ncnn-network.js';
import { companionAt, withEnding } from './companion.js';
import type { FormatReader } from './format-reader.js';
import { signatureBeside } from './signature-beside.js';

/** The layers in one file (.param), the weights in another. Other tools call files .param too, so content decides. */
export const ncnnReader: FormatReader = {
  format: 'ncnn',
  extensions: [],

  recognises: (_, head) => isNcnn(head),

  read(path) {
    const network = readNcnnNetwork(path);
    if ('fault' in network) return network;
    const weights = companionAt(withEnding(path, '.bin'));
    if (weights === null) {
      const name = basename(withEnding(path, '.bin'));
      return {
        fault: { what: `${name}, which holds the weights of the network, is missing`, next: `commit ${name} too` },
      };
    }
    const beside = signatureBeside(path);
    if ('fault' in weights) return weights;
    if (beside !== null && 'fault' in beside) return beside;
    const companions = [weights.name, ...(beside === null ? [] : [beside.name])];
    const { signature, operators } = network;
    return { format: 'ncnn', signature: beside?.signature ?? signature, operators, companions };
  },
};
