import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { runTool } from './run-tool.js';

const NCC = 'node_modules/@vercel/ncc/dist/ncc/cli.js';

/** One file `name` in `target` with everything that `entry` imports, except native and WebAssembly files. */
export function bundle(entry: string, target: string, name: string, ...flags: readonly string[]): void {
  runTool(NCC, ['build', entry, '-o', target, '--license', 'licenses.txt', '--quiet', ...flags]);
  if (name !== 'index.js') renameSync(join(target, 'index.js'), join(target, name));
}

/** Replaces an entry by its bundle. */
export function bundleInPlace(entry: string): void {
  const fresh = mkdtempSync(join(dirname(entry), 'bundle-'));
  try {
    bundle(entry, fresh, basename(entry));
    for (const name of readdirSync(fresh).filter((file) => /\.(js|txt)$/.test(file)))
      renameSync(join(fresh, name), join(dirname(entry), name));
  } finally {
    rmSync(fresh, { recursive: true });
  }
}
