import { EXECUTORCH_IDENTIFIER, readExecutorchProgram } from '../../formats/executorch/executorch-program.js';
import { companionAt, withEnding } from './companion.js';
import type { FormatReader } from './format-reader.js';
import { signatureBeside } from './signature-beside.js';

export const executorchReader: FormatReader = {
  format: 'executorch',
  extensions: ['.pte'],

  recognises: (_, head) => Buffer.from(head.subarray(4, 8)).toString('latin1') === EXECUTORCH_IDENTIFIER,

  read(path) {
    const program = readExecutorchProgram(path);
    if ('fault' in program) return program;
    // Weights that an export stored outside the program, and names that the program does not record.
    const data = companionAt(withEnding(path, '.ptd'));
    const beside = signatureBeside(path);
    if (data !== null && 'fault' in data) return data;
    if (beside !== null && 'fault' in beside) return beside;
    const companions = [data, beside].flatMap((file) => (file === null ? [] : [file.name]));
    const { signature, operators } = program;
    return { format: 'executorch', signature: beside?.signature ?? signature, operators, companions };
  },
};
