import { readSavedModel, SAVED_MODEL_FILE } from '../../formats/savedmodel/saved-model.js';
import type { FolderReader } from './format-reader.js';

export const savedModelReader: FolderReader = {
  format: 'saved-model',
  marker: SAVED_MODEL_FILE,
  files: [SAVED_MODEL_FILE, 'fingerprint.pb', 'keras_metadata.pb'],
  folders: ['variables', 'assets', 'assets.extra'],

  read(folder) {
    const model = readSavedModel(folder);
    if ('fault' in model) return model;
    const { signature, operators, tensorNames, narrow, code } = model;
    return {
      format: 'saved-model',
      signature,
      companions: [],
      operators,
      otherNames: tensorNames,
      ...(narrow !== null && { narrow }),
      ...(code.length > 0 && { code }),
    };
  },
};
