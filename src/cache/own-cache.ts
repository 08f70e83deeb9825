import { existsSync, realpathSync } from 'node:fs';
import { relative, sep } from 'node:path';
import { askGit } from '../discover/ask-git.js';
import { UserError } from '../errors.js';
import type { Host } from '../host/host.js';
import { linkAway, repositoryAround } from '../host/own-target.js';

/**
 * Refuses a cache folder that a pull request can fill: what is in the cache is taken for results of earlier runs, and for
 * programs that were installed.
 * @throws UserError when it is reached through a link in the repository that leads out of it, or has committed files
 */
export async function requireOwnCache({ cwd, cache }: Pick<Host, 'cwd' | 'cache'>): Promise<void> {
  const link = linkAway(cwd, cache);
  if (link !== null) throw refused(cache, `it is reached through ${JSON.stringify(link)}, a link in the repository`);
  if (!existsSync(cache)) return;
  const [own, real] = [realpathSync(cwd), realpathSync(cache)];
  if (!real.startsWith(repositoryAround(own) + sep)) return;
  const path = relative(own, real);
  const committed = await askGit(cwd, ['ls-files', '-z', '--cached', '--', path]).catch(() => Buffer.alloc(0));
  if (committed.length > 0) throw refused(cache, 'it has files that are committed');
}

function refused(cache: string, why: string): UserError {
  return new UserError({
    what: 'the cache folder belongs to the repository',
    where: cache,
    why: `${why}; a pull request could bring results that no run has seen`,
    next: 'set PORTABILITY_CACHE to a folder outside of the repository, or to one that git ignores and has no files of',
  });
}
