import { mkdir, readdir, realpath, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findOnPath } from '../../src/host/find-on-path.js';
import type { Host } from '../../src/host/host.js';

/** A processor of 2013 with AVX2 and nothing newer, less what the emulator would warn that it lacks. */
const HASWELL = 'Haswell,-pcid,-x2apic,-tsc-deadline,-hle,-invpcid,-rtm';
const EMULATORS = ['qemu-x86_64', 'qemu-x86_64-static'];

/**
 * Makes the processes that tests start run on an emulated processor: Node.js, and the Pythons of the environments that
 * are installed.
 * @returns variables for the process that runs the tests; null where there is no emulator
 */
export async function emulatedProcessor(folder: string, host: Host): Promise<Record<string, string> | null> {
  const emulators = await Promise.all(EMULATORS.map((name) => findOnPath(host.env, name)));
  const emulator = emulators.find((file) => file !== null);
  if (emulator === undefined) return null;
  const node = join(folder, 'node');
  await writeProgram(node, `'${emulator}' -cpu ${HASWELL} '${host.node}'`);
  const preloaded = join(folder, 'preloaded.cjs');
  await writeFile(preloaded, `process.execPath = ${JSON.stringify(node)};\n`);
  const cache = join(folder, 'cache');
  await emulatedEnvironments(host.cache, cache, emulator);
  return { NODE_OPTIONS: `--require=${JSON.stringify(preloaded)}`, PORTABILITY_CACHE: cache };
}

/** The environments of the cache `from` in the cache `to`, each with its own files and an emulated interpreter. */
async function emulatedEnvironments(from: string, to: string, emulator: string): Promise<void> {
  await mkdir(to);
  for (const shared of ['locks', 'uv']) await symlink(join(from, shared), join(to, shared));
  for (const key of await readdir(join(from, 'environments'))) {
    const source = join(from, 'environments', key);
    const python = await realpath(join(source, 'bin', 'python')).catch(() => null);
    // Packages of npm, or an environment that is being made.
    if (python === null || key.includes('.')) continue;
    const target = join(to, 'environments', key);
    await mkdir(join(target, 'bin'), { recursive: true });
    for (const name of await readdir(source)) if (name !== 'bin') await symlink(join(source, name), join(target, name));
    // Python finds its packages by the name that it is called by.
    const called = join(target, 'bin', 'python');
    await writeProgram(called, `'${emulator}' -cpu ${HASWELL} -0 '${called}' '${python}'`);
  }
}

async function writeProgram(path: string, command: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\nexec ${command} "$@"\n`, { mode: 0o755 });
}
