import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileWindow } from '../bytes/file-window.js';
import type { Form } from '../discover/form.js';
import { externalPlace } from '../onnx/external-data.js';
import { forEachTensor } from '../onnx/graph-walk.js';
import { onnx } from '../onnx/proto/onnx.js';
import type { Fault } from '../types.js';
import type { ModelProto } from './scoped-nodes.js';

/** Mutants are made in memory and written as a whole, which limits the size of the model. */
export const LARGEST_MODEL = 2 ** 30;

/** The model with all its weights, those of external files too, in memory; a fault when it is too large for that. */
export function readWholeModel(form: Form): { readonly whole: ModelProto } | { readonly fault: Fault } {
  if (form.bytes > LARGEST_MODEL)
    return {
      fault: {
        what: `the model has ${(form.bytes / 2 ** 30).toFixed(1)} GiB, but mutants are only made from models of up to ${LARGEST_MODEL / 2 ** 30} GiB`,
        why: 'each mutant is a full copy of the model in memory and on disk',
        next: 'test the goldens with a smaller export of the same network',
      },
    };
  const model = onnx.ModelProto.decode(readFileSync(form.absolute));
  forEachTensor(model, {
    tensor(tensor) {
      const place = externalPlace(tensor);
      if (place === null) return;
      tensor.rawData = readPart(join(dirname(form.absolute), place.path), place.offset, place.length);
      tensor.externalData = [];
      tensor.dataLocation = onnx.TensorProto.DataLocation.DEFAULT;
    },
  });
  return { whole: model };
}

/** The files were checked when the model was found: they are long enough. */
function readPart(path: string, offset: number, length: number): Uint8Array {
  const file = new FileWindow(path);
  try {
    return file.read(offset, length);
  } finally {
    file.close();
  }
}
