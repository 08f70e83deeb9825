import { lstatSync } from 'node:fs';
import { join } from 'node:path';
import { readCoremlModel } from '../../formats/coreml/coreml-model.js';
import type { FolderReader, FormatReader } from './format-reader.js';

/** Where Core ML's tools put the specification in a package. */
const SPECIFICATION = 'Data/com.apple.CoreML/model.mlmodel';

/** Models for iOS 14 and older are one file. */
export const coremlFileReader: FormatReader = {
  format: 'coreml',
  extensions: ['.mlmodel'],

  recognises: () => false,

  read(path) {
    const model = readCoremlModel(path);
    return 'fault' in model ? model : { format: 'coreml', ...model, companions: [] };
  },
};

export const coremlPackageReader: FolderReader = {
  format: 'coreml',
  marker: 'Manifest.json',
  ending: '.mlpackage',
  files: ['Manifest.json'],
  folders: ['Data'],

  read(folder) {
    const specification = join(folder, SPECIFICATION);
    if (lstatSync(specification, { throwIfNoEntry: false })?.isFile() !== true)
      return { fault: { what: `the package has no ${SPECIFICATION}`, next: 'commit the whole folder' } };
    const model = readCoremlModel(specification);
    return 'fault' in model ? model : { format: 'coreml', ...model, companions: [] };
  },
};
