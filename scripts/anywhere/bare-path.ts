import { mkdir, readdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { findPython } from '../../src/environments/find-python.js';
import { isExecutable } from '../../src/host/find-on-path.js';
import type { Host } from '../../src/host/host.js';

/** What a machine may have and need not have. */
const OPTIONAL =
  /^(uvx?|pip.*|python.*|pyenv.*|conda|google-chrome.*|chrom(e|ium).*|microsoft-edge.*|g\+\+.*|locale.*)$/;

/** @returns a folder with the programs of the PATH, but of those that are optional `python3` alone */
export async function barePath(folder: string, host: Host): Promise<string> {
  await mkdir(folder);
  const { executable } = await findPython({ id: 'tests', requiresPython: '>=3.11' }, host);
  await symlink(executable, join(folder, 'python3'));
  const taken = new Set(['python3']);
  for (const from of (host.env.PATH ?? '').split(delimiter))
    for (const name of await readdir(from).catch(() => [])) {
      if (taken.has(name) || OPTIONAL.test(name) || !(await isExecutable(join(from, name)))) continue;
      taken.add(name);
      await symlink(join(from, name), join(folder, name));
    }
  return folder;
}
