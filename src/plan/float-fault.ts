import type { Form } from '../discover/form.js';
import { undeclaredFloats } from '../discover/own-changes.js';
import type { Fault } from '../types.js';

/** `precision:` by the element type of inputs and outputs; float32 beside float64 has none. */
const PRECISION: Readonly<Record<string, string>> = { float16: 'f16', bfloat16: 'bf16' };

/** Why a further form whose inputs or outputs are coarser floats than those of the first does not run; null when it may. */
export function floatFault(first: Form, form: Form): Fault | null {
  const found = undeclaredFloats(first, form);
  const [one] = found;
  if (one === undefined) return null;
  const precision = PRECISION[one.to];
  return {
    what: `${form.path}: ${found.map(({ name }) => name).join(', ')} is ${one.to}, and ${one.from} in ${first.path}`,
    why: 'nothing declares this form to be a reduced variant of the model, so its numbers would be judged as those of the first',
    next:
      precision === undefined
        ? 'add a `tolerance:` to this form: its inputs and outputs are cast then'
        : `add \`precision: ${precision}\` to this form: its inputs and outputs are cast then, and it is judged as such`,
  };
}
