import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from '../../src/environments/find-on-path.js';
import type { Host } from '../../src/host/host.js';

/** A processor of 2013 with AVX2 and nothing newer, less what the emulator would warn that it lacks. */
const HASWELL = 'Haswell,-pcid,-x2apic,-tsc-deadline,-hle,-invpcid,-rtm';
const EMULATORS = ['qemu-x86_64', 'qemu-x86_64-static'];

/**
 * Makes the Node.js processes that tests start run on an emulated processor.
 * @returns variables for the process that runs the tests; null where there is no emulator
 */
export async function emulatedNode(folder: string, { env, node }: Host): Promise<Record<string, string> | null> {
  const emulators = await Promise.all(EMULATORS.map((name) => findOnPath(env, name)));
  const emulator = emulators.find((file) => file !== null);
  if (emulator === undefined) return null;
  const wrapper = join(folder, 'node');
  await writeFile(wrapper, `#!/bin/sh\nexec '${emulator}' -cpu ${HASWELL} '${node}' "$@"\n`, { mode: 0o755 });
  const preloaded = join(folder, 'preloaded.cjs');
  await writeFile(preloaded, `process.execPath = ${JSON.stringify(wrapper)};\n`);
  return { NODE_OPTIONS: `--require=${JSON.stringify(preloaded)}` };
}
