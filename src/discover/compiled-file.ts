/** Files that a compiler wrote for one processor or one release of a runtime: nothing else can read them. */
import { extname } from 'node:path';
import type { Fault } from '../types.js';

interface Compiled {
  readonly what: string;
  /** What to commit instead. */
  readonly source: string;
}

const BY_ENDING: Readonly<Record<string, Compiled>> = {
  '.vmfb': {
    what: 'a module that the IREE compiler wrote',
    source: 'ONNX or StableHLO (.mlir): the column `iree` compiles it',
  },
  '.engine': { what: 'an engine that TensorRT built', source: 'ONNX' },
  '.plan': { what: 'an engine that TensorRT built', source: 'ONNX' },
  '.trt': { what: 'an engine that TensorRT built', source: 'ONNX' },
  '.rknn': { what: 'a model compiled for an NPU of Rockchip', source: 'ONNX' },
  '.hef': { what: 'a model compiled for a processor of Hailo', source: 'ONNX' },
};
const LIBRARY: Compiled = {
  what: 'a library of machine code, as TVM and other compilers write',
  source: 'ONNX: the column `tvm` compiles it',
};
/** ELF, Windows, macOS for one processor, and for several. */
const LIBRARIES = ['7f454c46', '4d5a', 'cffaedfe', 'cafebabe'];

/** Null for a file that is not compiled. */
export function compiledFault(path: string, head: Uint8Array): Fault | null {
  const start = Buffer.from(head.subarray(0, 4)).toString('hex');
  const ending = extname(path).toLowerCase();
  const isLibrary = /\.(?:so|dll|dylib|o)$/.test(ending) && LIBRARIES.some((magic) => start.startsWith(magic));
  const compiled = Object.hasOwn(BY_ENDING, ending) ? BY_ENDING[ending] : isLibrary ? LIBRARY : undefined;
  if (compiled === undefined) return null;
  return {
    what: `the file is ${compiled.what}, not a model in a format that runtimes share`,
    why: 'what a compiler wrote runs only on the processors, and with the release, that it was compiled for',
    next: `commit what it was compiled from, such as ${compiled.source}`,
  };
}
