import { join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import { apartFromRepository, findOnPath, folderApart, isExecutable } from '../host/find-on-path.js';
import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { runTool } from './run-tool.js';

/** Names of Chrome, Chromium and Edge on Linux, and of common links to them. */
const NAMES = [
  'google-chrome-stable',
  'google-chrome',
  'chromium',
  'chromium-browser',
  'chrome',
  'microsoft-edge-stable',
  'microsoft-edge',
  'msedge',
];
const ON_MACOS = ['Google Chrome', 'Chromium', 'Microsoft Edge'].map(
  (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
);
const ON_WINDOWS = ['Google/Chrome/Application/chrome.exe', 'Microsoft/Edge/Application/msedge.exe'];
const INSTALL =
  'install Google Chrome or Chromium (Debian and Ubuntu: apt-get install chromium), or set CHROME_PATH to the program';

/**
 * The browser in which pages run: the one that CHROME_PATH names or else an installed Chrome, Chromium or Edge.
 * @throws InfrastructureError when there is none
 */
export async function findBrowser(host: Pick<Host, 'env' | 'cwd'>, title: string): Promise<string> {
  const { env } = host;
  const { CHROME_PATH: named } = env;
  if (named !== undefined && named !== '') {
    if (await isExecutable(named)) return named;
    throw new InfrastructureError({
      what: `${title} needs a browser, and CHROME_PATH does not name one`,
      where: 'CHROME_PATH',
      why: `${named} is not an executable file`,
      next: INSTALL,
    });
  }
  for (const name of NAMES) {
    const found = await findOnPath(apartFromRepository(host), name);
    if (found !== null) return found;
  }
  for (const path of installed(env)) if (await isExecutable(path)) return path;
  throw new InfrastructureError({
    what: `${title} needs a browser, and none is installed`,
    where: 'PATH',
    why: `found none of ${NAMES.join(', ')}`,
    next: INSTALL,
  });
}

/** What the browser says that it is, as in "Chromium 131.0.6778.85"; null where it cannot be asked. */
export async function browserRelease(browser: string, host: Host): Promise<string | null> {
  // On Windows the question opens a window.
  if (process.platform === 'win32') return null;
  const options = {
    cwd: folderApart(host.cwd),
    env: installerEnvironment(host),
    timeoutSeconds: 10,
    signal: host.signal,
  };
  const { status, stdout } = await runTool(browser, ['--version'], options);
  const release = stdout.trim();
  return status === 0 && release !== '' ? release : null;
}

/** Usual places of these browsers outside the PATH. */
function installed(env: Host['env']): string[] {
  if (process.platform === 'darwin') return ON_MACOS;
  if (process.platform !== 'win32') return [];
  const folders = Object.entries(env).flatMap(([name, folder]) =>
    /^(PROGRAMFILES|PROGRAMFILES\(X86\)|LOCALAPPDATA)$/i.test(name) && folder !== undefined ? [folder] : [],
  );
  return folders.flatMap((folder) => ON_WINDOWS.map((path) => join(folder, path)));
}
