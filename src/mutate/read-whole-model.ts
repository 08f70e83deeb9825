import type { Form } from '../discover/form.js';
import { wholeModel } from '../onnx/whole-model.js';
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
  return { whole: wholeModel(form.absolute) };
}
