import { join } from 'node:path';

/** Of packed packages that are the same on every platform. */
export const ANY_PLATFORM = 'any';

/**
 * Where a build has the packages of a runtime that it ships.
 * @param platform as in linux-x64, or any, for packages that are packed; without it they are used where they are
 */
export function embeddedFolder(assets: string, id: string, platform?: string): string {
  return join(assets, 'embedded', platform === undefined ? id : `${id}-${platform}`);
}
