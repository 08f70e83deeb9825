/** Model files in folders that vanish with the test. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { onnx } from '../../src/onnx/proto/onnx.js';

export type ModelMessage = onnx.ModelProto.$Properties;
export type GraphMessage = onnx.GraphProto.$Properties;
export type TensorMessage = onnx.TensorProto.$Properties;

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'portability-onnx-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function writeBytes(bytes: Uint8Array, name = 'model.onnx', folder = temporaryFolder()): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

/** A model around a graph: x float32[N] → y float32[N], unless the graph says otherwise. */
export function modelOf(graph: GraphMessage, rest: ModelMessage = {}): ModelMessage {
  return {
    irVersion: 8,
    graph: { name: 'g', input: [port('x')], output: [port('y')], ...graph },
    opsetImport: [{ domain: '', version: 17 }],
    ...rest,
  };
}

export function port(name: string): onnx.ValueInfoProto.$Properties {
  return { name, type: { tensorType: { elemType: 1, shape: { dim: [{ dimParam: 'N' }] } } } };
}

export function writeModel(message: ModelMessage, name?: string, folder?: string): string {
  return writeBytes(onnx.ModelProto.encode(message).finish(), name, folder);
}

/** A float32 tensor whose numbers lie in an external file. */
export function externalTensor(
  location: string,
  length = 64,
  more: Readonly<Record<string, string>> = {},
): TensorMessage {
  const entries = { location, length: String(length), ...more };
  return {
    name: 'w',
    dims: [16],
    dataType: 1,
    dataLocation: 1,
    externalData: Object.entries(entries).map(([key, value]) => ({ key, value })),
  };
}
