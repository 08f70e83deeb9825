import { dirname, join } from 'node:path';
import { FileWindow } from '../bytes/file-window.js';
import { findExternalFiles } from '../onnx/external-data.js';
import { onnx } from '../onnx/proto/onnx.js';
import { readSkeleton } from '../onnx/skeleton.js';

/** What lies beside an ONNX model and belongs to it: as the model calls it, and where that is. WebAssembly sees no files. */
export function externalFilesOf(path: string): { readonly path: string; readonly file: string }[] {
  const file = new FileWindow(path);
  try {
    const external = findExternalFiles(path, onnx.ModelProto.decode(readSkeleton(file).bytes));
    if ('fault' in external) throw new Error(external.fault.what);
    return external.files.map((one) => ({ path: one.path, file: join(dirname(path), one.path) }));
  } finally {
    file.close();
  }
}
