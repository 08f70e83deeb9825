import { readdir, rm } from 'node:fs/promises';
import { join, sep } from 'node:path';

/** `bin/napi-v6/<platform>/<arch>`: native add-ons that ship for every platform in one package. */
const ADDONS = /^napi-v\d+$/;

/** Removes the native add-ons of other platforms from an installed `node_modules`: they are most of its size. */
export async function pruneBinaries(nodeModules: string, platform: string, arch: string): Promise<void> {
  const entries = await readdir(nodeModules, { recursive: true, withFileTypes: true });
  const roots = entries
    .filter((entry) => entry.isDirectory() && ADDONS.test(entry.name) && entry.parentPath.endsWith(`${sep}bin`))
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const root of roots) {
    await removeOthers(root, platform);
    await removeOthers(join(root, platform), arch);
  }
}

async function removeOthers(folder: string, kept: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((other) => other !== kept))
    await rm(join(folder, name), { recursive: true, force: true });
}
