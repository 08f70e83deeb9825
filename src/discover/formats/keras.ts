import { isKerasModel, readKerasModel, weightsOnlyFault } from '../../formats/keras/keras-model.js';
import type { FormatReader } from './format-reader.js';

/** Keras: archives (.keras) and whole models in HDF5 (.h5), an ending that other HDF5 files have too. */
export const kerasReader: FormatReader = {
  format: 'keras',
  extensions: ['.keras'],

  recognises: isKerasModel,

  almost: (_, head) => weightsOnlyFault(head),

  read(path) {
    const model = readKerasModel(path);
    if ('fault' in model) return model;
    const { signature, operators, narrow, code } = model;
    return {
      format: 'keras',
      signature,
      companions: [],
      operators,
      ...(narrow !== null && { narrow }),
      ...(code.length > 0 && { code }),
    };
  },
};
