import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleInPlace } from './bundle.js';
import { writeBundled } from './bundled.js';
import { copyAssets } from './copy-assets.js';
import { embedOnnxruntimeWeb } from './embed-onnxruntime-web.js';
import { runTool } from './run-tool.js';
import { writeThirdParty } from './third-party.js';

/** As in tsconfig.json. */
export const LIB = 'lib';
/** Entries that users wait for: as one file, the command line and the Node.js workers start in half the time. */
export const ENTRIES = ['bin/cli.js', 'bin/program.js', 'compare/kernel/tally-worker.js', 'worker/harness.js'];

/**
 * Builds the npm package in lib/: the entries as bundles, so that it depends on no other package, and the files that are
 * run, not imported. The other compiled modules are what the action is bundled from.
 */
export function buildLib(): void {
  rmSync(LIB, { recursive: true, force: true });
  copyAssets(LIB);
  runTool('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.json']);
  const bundled = Object.fromEntries(ENTRIES.map((entry) => [entry, bundleInPlace(join(LIB, entry))]));
  writeBundled(LIB, bundled);
  const embedded = embedOnnxruntimeWeb(LIB);
  writeThirdParty(LIB, 'model-portability-gate', [...Object.values(bundled).flat(), ...embedded]);
}
