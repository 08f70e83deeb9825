import { askGit } from '../discover/ask-git.js';
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
    return (await askGit(cwd, ['config', '--get', name])).toString('utf8').trim();
  } catch {
    // No git, or no such setting.
    return '';
  }
}
