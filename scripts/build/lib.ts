import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleInPlace } from './bundle.js';
import { copyAssets } from './copy-assets.js';
import { runTool } from './run-tool.js';

/** As tsconfig.json has it. */
export const LIB = 'lib';
/** What people wait for: as one file the command line and the workers of Node.js start in half the time. */
const ENTRIES = ['bin/cli.js', 'compare/kernel/tally-worker.js', 'worker/harness.js'];

/** Makes the npm package in lib/: src/ compiled, with the files that are run beside it. */
export function buildLib(): void {
  rmSync(LIB, { recursive: true, force: true });
  copyAssets(LIB);
  runTool('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']);
  for (const entry of ENTRIES) bundleInPlace(join(LIB, entry));
}
