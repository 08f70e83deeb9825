import { describeFile } from '../../bytes/describe-file.js';
import { headOf } from '../../bytes/file-window.js';
import {
  BYTECODE,
  isExportedFunction,
  moduleStart,
  readExportedSignature,
} from '../../formats/stablehlo/exported-function.js';
import { narrowTypeOfBytecode, narrowTypeOfText } from '../../formats/stablehlo/narrow-types.js';
import type { FormatReader } from './format-reader.js';

/** How much of a module is looked at; the names of its dialects are at its beginning. */
const LOOKED_AT = 1 << 16;
const TEXT = /^(#[^\n]*\n|\/\/[^\n]*\n|\s)*module\b/;
const DIALECT = /\b(stablehlo|vhlo|StableHLO_v)/;

/**
 * StableHLO: functions written by `jax.export`, and MLIR modules as bytecode or text. MLIR has many dialects that share
 * the file name endings .mlir and .mlirbc, so content alone decides. A bare module names no inputs and outputs.
 */
export const stablehloReader: FormatReader = {
  format: 'stablehlo',
  extensions: ['.stablehlo'],

  recognises(path, head) {
    const bytes = Buffer.from(head);
    if (bytes.subarray(0, BYTECODE.length).equals(BYTECODE)) return DIALECT.test(beginning(path));
    // A FlatBuffer begins with the offset of its root, which contains zero bytes, unlike text.
    if (bytes.length < 8 || bytes.includes(0)) return isExportedFunction(path);
    if (!/^(#|\/\/|\s|module)/.test(bytes.toString('latin1'))) return false;
    const text = beginning(path);
    return TEXT.test(text) && DIALECT.test(text);
  },

  read(path) {
    const text = beginning(path);
    if (text === '') return { fault: { what: 'the file is empty', next: 'export the function again' } };
    const bare = text.startsWith(BYTECODE.toString('latin1')) || TEXT.test(text);
    const signature = bare ? null : readExportedSignature(path);
    if (signature !== null && 'fault' in signature) return signature;
    if (!bare && !isExportedFunction(path))
      return {
        fault: {
          what: 'the file is not StableHLO',
          why: 'it is neither a function written by jax.export nor an MLIR module',
        },
      };
    const narrow = describeFile(path, (file) => {
      if (TEXT.test(text)) return narrowTypeOfText(file);
      return narrowTypeOfBytecode(file, bare ? 0 : moduleStart(file));
    });
    if (narrow !== null && typeof narrow === 'object') return narrow;
    return { format: 'stablehlo', signature, companions: [], ...(narrow !== null && { narrow }) };
  },
};

const beginning = (path: string): string => headOf(path, LOOKED_AT).toString('latin1');
