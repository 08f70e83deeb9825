import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import type { Host } from '../host/host.js';
import { settingsText } from './settings-text.js';

/** Where packages are, who may fetch them, and how the network is reached. */
const CONNECTION =
  /^(registry|@[^:/]+:registry|\/\/\S+:(_auth|_authToken|username|_password|email|always-auth|certfile|keyfile)|(https?-)?proxy|noproxy|ca(\[\])?|cafile|strict-ssl|fetch-(retries|retry-(mintimeout|maxtimeout|factor)|timeout)|maxsockets)$/;
const FILE = /(^|:)(cafile|certfile|keyfile)$/;

/**
 * The lines of the repository's `.npmrc` that say where packages are, and no others: `git`, for one, names a program
 * that npm starts, so whoever writes the repository could run it here. Empty without such a file.
 */
export async function npmSettingsOfRepository({ cwd }: Pick<Host, 'cwd'>): Promise<string> {
  const text = (await settingsText(join(cwd, '.npmrc'))) ?? '';
  const kept = text.split(/[\r\n]+/).flatMap((line) => {
    const end = line.indexOf('=');
    const [key, value] = [line.slice(0, Math.max(end, 0)).trim(), line.slice(end + 1).trim()];
    if (!CONNECTION.test(key)) return [];
    return [`${key}=${FILE.test(key) ? absolute(value, cwd) : value}\n`];
  });
  return kept.join('');
}

/** A folder for npm to run in, with these settings. */
export async function folderForNpm(host: Host): Promise<string> {
  await mkdir(host.scratch, { recursive: true });
  const folder = await mkdtemp(join(host.scratch, 'npm-'));
  // npm takes the nearest folder with a manifest for the project, and the settings there.
  await writeFile(join(folder, 'package.json'), '{}\n');
  await writeFile(join(folder, '.npmrc'), await npmSettingsOfRepository(host));
  return folder;
}

/** A path of the repository; npm itself replaces `~` and variables. */
function absolute(path: string, cwd: string): string {
  return isAbsolute(path) || /^["'~$]/.test(path) ? path : resolve(cwd, path);
}
