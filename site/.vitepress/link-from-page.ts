import { posix } from 'node:path';

/**
 * Where a link of a page leads on the site: to another page as it is, and to the repository where it leaves the folder of
 * the pages.
 * @param page path of the page in docs/
 * @param repository address of the repository
 */
export function linkFromPage(page: string, target: string, repository: string): string {
  if (!target.startsWith('.')) return target;
  const path = posix.join('docs', posix.dirname(page), target);
  return path.startsWith('docs/') ? target : `${repository}/blob/main/${path}`;
}
