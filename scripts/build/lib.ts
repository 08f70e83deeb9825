import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleInPlace } from './bundle.js';
import { copyAssets } from './copy-assets.js';
import { runTool } from './run-tool.js';

/** What people wait for: as one file the command line and the workers of Node.js start in half the time. */
const ENTRIES = ['bin/cli.js', 'compare/kernel/tally-worker.js', 'worker/harness.js'];

/**
 * The npm package: src/ compiled, with the files that are run beside it.
 * @param target folder below the repository's root, emptied first
 */
export function buildLib(target: string): void {
  rmSync(target, { recursive: true, force: true });
  copyAssets(target);
  runTool('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json', '--outDir', target]);
  for (const entry of ENTRIES) bundleInPlace(join(target, entry));
}
