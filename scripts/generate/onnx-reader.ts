import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from './generated-file.js';

const FOLDER = 'src/onnx/proto';
const SOURCES = ['onnx.proto', 'onnx-data.proto'].map((name) => join(FOLDER, name));
const SHAPE = ['-t', 'static-module', '-w', 'es6', '--es6', '--no-create', '--no-verify', '--no-convert'];
const LEFT_OUT = ['--no-delimited', '--no-typeurl', '--no-service'];

/**
 * The protobuf reader and writer of ONNX, generated from ONNX's own .proto files (Apache-2.0, from the onnx package):
 * onnx.js is the code, onnx.d.ts its types.
 */
export function onnxReader(): GeneratedFile[] {
  const bin = join(dirname(createRequire(import.meta.url).resolve('protobufjs-cli/package.json')), 'bin');
  const scratch = mkdtempSync(join(tmpdir(), 'onnx-reader-'));
  const run = (tool: string, target: string, args: readonly string[]) => {
    const path = join(scratch, target);
    execFileSync(process.execPath, [join(bin, tool), '-o', path, ...args], { stdio: ['ignore', 2, 2] });
    return path;
  };
  try {
    const code = run('pbjs', 'onnx.js', [...SHAPE, ...LEFT_OUT, '--no-comments', ...SOURCES]);
    // The types come from the comments.
    const commented = run('pbjs', 'commented.js', [...SHAPE, ...LEFT_OUT, ...SOURCES]);
    const types = run('pbts', 'onnx.d.ts', [commented]);
    return [code, types].map((path) => ({
      path: join(FOLDER, path.slice(scratch.length + 1)),
      text: readFileSync(path, 'utf8'),
    }));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
