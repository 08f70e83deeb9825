import { Malformed } from '../bytes/malformed.js';
import type { Values } from '../tensor/tensor.js';
import type { Fault } from '../types.js';
import type { Ran } from './run-request.js';

/**
 * The outputs of one case of a run. A worker wrote them: that they are missing or cannot be read is a fault, never an
 * exception.
 * @param who whose outputs they are, as in "the reference on openvino"
 */
export async function readOutputs(
  { outputs }: Pick<Ran, 'outputs'>,
  name: string,
  who: string,
): Promise<{ readonly values: Values } | { readonly fault: Fault }> {
  try {
    const stored = outputs.get(name);
    if (stored === undefined) throw new Malformed('they were never written');
    return { values: await stored.read() };
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    const what = `the outputs of ${who} for case ${name} cannot be read: ${error.message}`;
    return { fault: { what, ...(error.detail.why === undefined ? {} : { why: error.detail.why }) } };
  }
}
