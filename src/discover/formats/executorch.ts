import { existsSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { EXECUTORCH_IDENTIFIER, readExecutorchProgram } from '../../executorch/executorch-program.js';
import type { FormatReader } from './format-reader.js';

/** Weights that an export kept out of the program. */
const dataOf = (path: string): string => `${path.slice(0, path.length - extname(path).length)}.ptd`;

export const executorchReader: FormatReader = {
  format: 'executorch',
  extensions: ['.pte'],

  recognises: (_, head) => Buffer.from(head.subarray(4, 8)).toString('latin1') === EXECUTORCH_IDENTIFIER,

  read(path) {
    const program = readExecutorchProgram(path);
    if ('fault' in program) return program;
    const companions = existsSync(dataOf(path)) ? [basename(dataOf(path))] : [];
    return { format: 'executorch', ...program, companions };
  },
};
