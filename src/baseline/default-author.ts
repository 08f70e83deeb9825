import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Host } from '../host/host.js';

/** The author of an approval when none is given: git's user name, else the name in git's address, else the system's user. */
export async function defaultAuthor({ cwd, env }: Pick<Host, 'cwd' | 'env'>): Promise<string | null> {
  const name = await gitSetting('user.name', cwd);
  if (name !== '') return name;
  const [local = ''] = (await gitSetting('user.email', cwd)).split('@');
  return local || env.USER || env.USERNAME || null;
}

async function gitSetting(name: string, cwd: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)('git', ['config', '--get', name], { cwd, timeout: 10_000 });
    return stdout.trim();
  } catch {
    // No git, or no such setting.
    return '';
  }
}
