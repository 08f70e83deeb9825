import { join } from 'node:path';

/**
 * Where a build has the packages of a runtime that it ships.
 * @param platform as in linux-x64, for packages that are packed for one; without it they are used where they are
 */
export function embeddedFolder(assets: string, id: string, platform?: string): string {
  return join(assets, 'embedded', platform === undefined ? id : `${id}-${platform}`);
}
