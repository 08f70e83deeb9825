import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onnx } from '../onnx/proto/onnx.js';
import { applyEdit, type Edit } from './apply-edit.js';
import type { ModelProto } from './scoped-nodes.js';

/** Writes the edited model into `folder`, made for it, and returns its path. */
export async function writeMutant(model: ModelProto, edit: Edit, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'model.onnx');
  await writeFile(path, onnx.ModelProto.encode(applyEdit(model, edit)).finish());
  return path;
}
