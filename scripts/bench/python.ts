import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';

/** Folder for everything that the benchmark creates. */
export const FOLDER = resolve('.cache', 'bench');
const VENV = join(FOLDER, 'venv');
/** Interpreter of the script written by hand; it has numpy. */
export const PYTHON = join(VENV, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
const PACKAGES = ['onnxruntime==1.32.0', 'openvino==2026.4.1'];

/** Creates that interpreter's environment as one would by hand. */
export function makePython(): void {
  const run = (command: string, args: readonly string[]) => execFileSync(command, args, { stdio: ['ignore', 2, 2] });
  run('python3', ['-m', 'venv', '--clear', VENV]);
  run(PYTHON, ['-m', 'pip', 'install', '--quiet', ...PACKAGES]);
}
