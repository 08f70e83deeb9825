import { ORT_IDENTIFIER, readOrtModel } from '../../formats/ort/ort-model.js';
import type { FormatReader } from './format-reader.js';

export const ortReader: FormatReader = {
  format: 'ort',
  extensions: ['.ort'],

  recognises: (_, head) => Buffer.from(head.subarray(4, 8)).toString('latin1') === ORT_IDENTIFIER,

  read(path) {
    const model = readOrtModel(path);
    return 'fault' in model ? model : { format: 'ort', ...model, companions: [] };
  },
};
