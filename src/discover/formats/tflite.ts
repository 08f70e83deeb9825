import { reaches } from '../../formats/savedmodel/reaching-operators.js';
import { readTfliteModel, TFLITE_IDENTIFIER } from '../../formats/tflite/tflite-model.js';
import type { FormatReader } from './format-reader.js';

export const tfliteReader: FormatReader = {
  format: 'tflite',
  extensions: ['.tflite'],

  recognises: (_, head) => Buffer.from(head.subarray(4, 8)).toString('latin1') === TFLITE_IDENTIFIER,

  read(path) {
    const model = readTfliteModel(path);
    if ('fault' in model) return model;
    const { signature, operators, tensorNames, narrow } = model;
    const code = operators.flatMap(({ domain, type }) =>
      domain === 'flex' && reaches(type) ? [`has the operator ${type}`] : [],
    );
    return {
      format: 'tflite',
      signature,
      companions: [],
      operators,
      otherNames: tensorNames,
      ...(narrow !== null && { narrow }),
      ...(code.length > 0 && { code }),
    };
  },
};
