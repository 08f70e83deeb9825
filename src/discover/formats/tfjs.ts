import { headOf } from '../../bytes/file-window.js';
import { readTfjsModel } from '../../formats/tfjs/tfjs-model.js';
import type { FormatReader } from './format-reader.js';

/** How far into the file its first keys are searched: a signature with many outputs may precede them. */
const LOOK = 64 << 10;
const KEYS = /"(modelTopology|weightsManifest)"\s*:/;

/** A TensorFlow.js model: a JSON file, usually called model.json, and the weight files that it names. */
export const tfjsReader: FormatReader = {
  format: 'tfjs',
  extensions: [],

  recognises(path, head) {
    if (!path.toLowerCase().endsWith('.json') || !/^\uFEFF?\s*\{/.test(Buffer.from(head).toString('utf8')))
      return false;
    return KEYS.test(headOf(path, LOOK).toString('utf8'));
  },

  read(path) {
    const model = readTfjsModel(path);
    if ('fault' in model) return model;
    const { signature, operators, tensorNames, shards } = model;
    return { format: 'tfjs', signature, companions: shards, operators, otherNames: tensorNames };
  },
};
