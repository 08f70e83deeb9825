import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileWindow } from '../bytes/file-window.js';
import { externalPlace } from './external-data.js';
import { forEachTensor } from './graph-walk.js';
import { onnx } from './proto/onnx.js';

/**
 * The model with all its weights, those of external files too, in memory. For files that were checked when the model was
 * found; the caller limits their size.
 */
export function wholeModel(path: string): onnx.ModelProto {
  const model = onnx.ModelProto.decode(readFileSync(path));
  forEachTensor(model, {
    tensor(tensor) {
      const place = externalPlace(tensor);
      if (place === null) return;
      tensor.rawData = readPart(join(dirname(path), place.path), place.offset, place.length);
      tensor.externalData = [];
      tensor.dataLocation = onnx.TensorProto.DataLocation.DEFAULT;
    },
  });
  return model;
}

function readPart(path: string, offset: number, length: number): Uint8Array {
  const file = new FileWindow(path);
  try {
    return file.read(offset, length);
  } finally {
    file.close();
  }
}
