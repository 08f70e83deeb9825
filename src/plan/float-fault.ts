import type { Form } from '../discover/form.js';
import { type OtherType, quantisedInputs, undeclaredFloats } from '../discover/own-changes.js';
import type { Fault } from '../types.js';

/** `precision:` by the element type of inputs and outputs; float32 beside float64 has none. */
const PRECISION: Readonly<Record<string, string>> = { float16: 'f16', bfloat16: 'bf16' };

/** Why a further form does not run whose inputs or outputs are no such floats as those of the first; null when it may. */
export function floatFault(first: Form, form: Form): Fault | null {
  const quantised = quantisedInputs(first, form);
  if (quantised[0] !== undefined)
    return {
      what: differing(quantised, first, form),
      why: 'integers stand for the floats in steps that only this file knows, and the gate does not quantise inputs',
      next: 'convert it with inputs and outputs in float32 (for TensorFlow Lite without `inference_input_type` and `inference_output_type`), or list it as a model of its own with goldens of its own',
    };
  const found = undeclaredFloats(first, form);
  const [one] = found;
  if (one === undefined) return null;
  const precision = PRECISION[one.to];
  return {
    what: differing(found, first, form),
    why: 'nothing declares this form to be a reduced variant of the model, so its numbers would be judged as those of the first',
    next:
      precision === undefined
        ? 'add a `tolerance:` to this form: its inputs and outputs are cast then'
        : `add \`precision: ${precision}\` to this form: its inputs and outputs are cast then, and it is judged as such`,
  };
}

function differing(found: readonly OtherType[], first: Form, form: Form): string {
  return `${form.path}: ${found.map(({ name }) => name).join(', ')} is ${found[0]?.to}, and ${found[0]?.from} in ${first.path}`;
}
