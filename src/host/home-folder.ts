import { homedir, tmpdir, userInfo } from 'node:os';
import { isAbsolute } from 'node:path';

/**
 * The user's home, also where the variable that names it is empty or relative, as in services; where the system knows
 * none either, as in a container that runs as a number, the folder for temporary files.
 */
export function homeFolder(): string {
  for (const look of [homedir, () => userInfo().homedir]) {
    try {
      const folder = look();
      if (isAbsolute(folder)) return folder;
    } catch {
      // No entry for the user.
    }
  }
  return tmpdir();
}
