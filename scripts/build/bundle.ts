import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { bundledPackages, statsSchema } from './bundled-packages.js';
import { runTool } from './run-tool.js';

const NCC = 'node_modules/@vercel/ncc/dist/ncc/cli.js';

/**
 * One file `name` in `target` with everything that `entry` imports, except native and WebAssembly files.
 * @returns the folders of the packages that are in it
 */
export function bundle(entry: string, target: string, name: string, ...flags: readonly string[]): string[] {
  const scratch = mkdtempSync(join(tmpdir(), 'bundle-'));
  const stats = join(scratch, 'stats.json');
  try {
    runTool(NCC, ['build', entry, '-o', target, '--stats-out', stats, '--quiet', ...flags]);
    if (name !== 'index.js') renameSync(join(target, 'index.js'), join(target, name));
    return bundledPackages(statsSchema.parse(JSON.parse(readFileSync(stats, 'utf8'))));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/**
 * Replaces an entry by its bundle.
 * @returns the folders of the packages that are in it
 */
export function bundleInPlace(entry: string): string[] {
  const fresh = mkdtempSync(join(dirname(entry), 'bundle-'));
  try {
    const packages = bundle(entry, fresh, basename(entry));
    for (const name of readdirSync(fresh).filter((file) => file.endsWith('.js')))
      renameSync(join(fresh, name), join(dirname(entry), name));
    return packages;
  } finally {
    rmSync(fresh, { recursive: true });
  }
}
