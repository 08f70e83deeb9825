import { dirname, join } from 'node:path';
import { FileWindow } from '../bytes/file-window.js';
import { findExternalFiles } from '../onnx/external-data.js';
import { onnx } from '../onnx/proto/onnx.js';
import { readSkeleton } from '../onnx/skeleton.js';

/** External data of an ONNX model: each path as the model writes it, and the file, which WebAssembly cannot open. */
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
