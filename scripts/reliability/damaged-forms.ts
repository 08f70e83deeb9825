import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** A model in the files of one format, and a runtime that reads it. */
export interface CommittedForm {
  readonly format: string;
  readonly runtime: string;
  /** The file that stands for the model. */
  readonly main: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}

const FORMATS = [
  { format: 'ort', runtime: 'onnxruntime', main: 'model.ort' },
  { format: 'tflite', runtime: 'litert', main: 'model.tflite' },
  { format: 'openvino-ir', runtime: 'openvino', main: 'model.xml' },
  { format: 'torchscript', runtime: 'pytorch', main: 'model.pt' },
  { format: 'ncnn', runtime: 'ncnn', main: 'model.param' },
  { format: 'mnn', runtime: 'mnn', main: 'model.mnn' },
] as const;

/** The ONNX model in every other format that something here reads, as the gate converts it. */
export function committedForms(model: Uint8Array): CommittedForm[] {
  const root = mkdtempSync(join(tmpdir(), 'reliability-forms-'));
  try {
    writeFileSync(join(root, 'net.onnx'), model);
    return FORMATS.map(({ format, ...about }) => {
      const args = [resolve('lib/bin/cli.js'), 'convert', 'net', '--to', format, '--out', format];
      execFileSync(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
      const names = readdirSync(join(root, format)).toSorted();
      return { format, ...about, files: new Map(names.map((name) => [name, readFileSync(join(root, format, name))])) };
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
