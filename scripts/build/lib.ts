import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleInPlace } from './bundle.js';
import { copyAssets } from './copy-assets.js';
import { runTool } from './run-tool.js';

/** As in tsconfig.json. */
export const LIB = 'lib';
/** Entries that users wait for: as one file, the command line and the Node.js workers start in half the time. */
const ENTRIES = ['bin/cli.js', 'bin/program.js', 'compare/kernel/tally-worker.js', 'worker/harness.js'];

/** Builds the npm package in lib/: src/ compiled, and the files that are run, not imported. */
export function buildLib(): void {
  rmSync(LIB, { recursive: true, force: true });
  copyAssets(LIB);
  runTool('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']);
  for (const entry of ENTRIES) bundleInPlace(join(LIB, entry));
}
