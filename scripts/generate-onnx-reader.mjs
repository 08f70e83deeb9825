// The protobuf reader and writer of ONNX, generated from ONNX's own .proto files (Apache-2.0, from the onnx package).
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const folder = 'src/onnx/proto';
const bin = join(dirname(createRequire(import.meta.url).resolve('protobufjs-cli/package.json')), 'bin');
const run = (tool, args) =>
  execFileSync(process.execPath, [join(bin, tool), ...args], { stdio: ['ignore', 'inherit', 'inherit'] });

/** Writes onnx.js (what runs) and onnx.d.ts (its types) beside the .proto files. */
export function generateOnnxReader() {
  const protos = [join(folder, 'onnx.proto'), join(folder, 'onnx-data.proto')];
  const shape = [
    '-t',
    'static-module',
    '-w',
    'es6',
    '--es6',
    '--no-create',
    '--no-verify',
    '--no-convert',
    '--no-delimited',
    '--no-typeurl',
    '--no-service',
  ];
  run('pbjs', [...shape, '--no-comments', '-o', join(folder, 'onnx.js'), ...protos]);
  const scratch = mkdtempSync(join(tmpdir(), 'onnx-types-'));
  try {
    run('pbjs', [...shape, '-o', join(scratch, 'onnx.js'), ...protos]);
    run('pbts', ['-o', join(folder, 'onnx.d.ts'), join(scratch, 'onnx.js')]);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
