import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { isExecutable } from '../host/find-on-path.js';
import type { Host } from '../host/host.js';

/**
 * Installed interpreters that are not on the PATH, newest first: those in the tool cache of GitHub's hosted runners,
 * and those of pyenv, whose python3 on the PATH is only one of them.
 */
export async function installedPythons({ env }: Pick<Host, 'env'>): Promise<string[]> {
  const home = env.HOME ?? env.USERPROFILE;
  const pyenv = env.PYENV_ROOT ?? (home === undefined ? undefined : join(home, '.pyenv'));
  const cached = env.RUNNER_TOOL_CACHE ?? env.AGENT_TOOLSDIRECTORY;
  const found = [...(await versionsIn(pyenv, 'versions', '')), ...(await versionsIn(cached, 'Python', process.arch))];
  const files = await Promise.all(found.map(async (file) => ((await isExecutable(file)) ? [file] : [])));
  return files.flat();
}

async function versionsIn(root: string | undefined, folder: string, below: string): Promise<string[]> {
  if (root === undefined) return [];
  const names = await readdir(join(root, folder)).catch(() => []);
  const executable = process.platform === 'win32' ? 'python.exe' : join('bin', 'python');
  return names
    .filter((name) => /^\d+\.\d+/.test(name))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => join(root, folder, name, below, executable));
}
