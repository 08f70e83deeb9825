import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import { apartFromRepository, findOnPath, folderApart, isExecutable } from '../host/find-on-path.js';
import type { Host } from '../host/host.js';
import { installerEnvironment } from '../sandbox/env.js';
import { cachedFolder } from './cached-folder.js';
import { indexSettings } from './index-settings.js';
import { installError } from './install-error.js';
import { readPipSettings } from './pip-settings.js';
import { APART, type Python, probePython } from './probe-python.js';
import { satisfies } from './python-version.js';
import { runTool } from './run-tool.js';
import { untilWhole } from './until-whole.js';

/** The release that is installed when uv is missing; its hashes are in locks/uv.txt. */
export const UV_REQUIREMENT = 'uv==0.13.9';
/** The oldest release with all the options used here. */
const OLDEST = '>=0.5.0';
const INSTALL_SECONDS = 600;
const WHERE_TO_GET_IT =
  'install uv and put it on the PATH (in a workflow: astral-sh/setup-uv; elsewhere: pipx install uv)';

/**
 * The uv executable: from the PATH, else from the cache, where it is put with the pip of one of `pythons`.
 * @throws InfrastructureError when there is none and it cannot be installed
 */
export async function findUv(host: Host, pythons: readonly Python[]): Promise<string> {
  const present = await findOnPath(apartFromRepository(host), 'uv');
  if (present !== null && (await isRecent(present, host))) return present;
  const name = join('uv', UV_REQUIREMENT.replace('==', '-'));
  const { folder } = await cachedFolder(host, name, (target) => installUv(target, host, pythons));
  const executable = await executableIn(folder);
  if (executable === null)
    throw new InfrastructureError({
      what: 'pip installed uv, but not its executable',
      where: "the gate's cache",
      next: WHERE_TO_GET_IT,
    });
  return executable;
}

async function isRecent(uv: string, host: Host): Promise<boolean> {
  try {
    const { stdout } = await runTool(uv, ['--version'], { ...toolOptions(host, 30), cwd: folderApart(host.cwd) });
    const version = /^uv (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
    return version !== undefined && satisfies(version, OLDEST);
  } catch (error) {
    if (host.signal.aborted) throw error;
    return false;
  }
}

async function installUv(target: string, host: Host, pythons: readonly Python[]): Promise<void> {
  const [python] = pythons;
  if (python === undefined)
    throw new InfrastructureError({
      what: 'uv, which installs Python runtimes, was not found and cannot be installed',
      why: 'there is no working python3 on the PATH',
      next: `install Python 3 with pip, or ${WHERE_TO_GET_IT}`,
    });
  host.log.progress('installing uv');
  const lock = join(host.assets, 'adapters', 'locks', 'uv.txt');
  const bootstrap = join(target, 'bootstrap');
  const pip = await findPip(python, bootstrap, host);
  const run = await untilWhole(() =>
    runTool(
      pip,
      [
        ...APART,
        '-m',
        'pip',
        'install',
        '--target',
        target,
        '--no-deps',
        '--require-hashes',
        '--only-binary',
        ':all:',
        '-r',
        lock,
      ],
      toolOptions(host, INSTALL_SECONDS),
    ),
  );
  if (run.status !== 0) {
    const { description } = indexSettings(await readPipSettings(python, host), false, host);
    throw installError({ what: 'uv cannot be installed', where: `pip, ${description}`, next: WHERE_TO_GET_IT }, run);
  }
  await rm(bootstrap, { recursive: true, force: true });
}

/** A Python that has pip: this one, else a virtual environment of it, which brings its own. */
async function findPip(python: Python, folder: string, host: Host): Promise<string> {
  const probe = await runTool(python.executable, [...APART, '-m', 'pip', '--version'], toolOptions(host, 60));
  if (probe.status === 0) return python.executable;
  const made = await runTool(python.executable, [...APART, '-m', 'venv', folder], toolOptions(host, 120));
  const own = join(folder, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  if (made.status === 0 && (await probePython(own, host)) !== null) return own;
  throw new InfrastructureError({
    what: 'uv, which installs Python runtimes, was not found and cannot be installed',
    where: `Python ${python.version}`,
    why: 'this Python has neither pip nor a working venv',
    next: `install pip (on Debian and Ubuntu: apt-get install python3-pip), or ${WHERE_TO_GET_IT}`,
  });
}

/** pip puts programs into `bin` under its target, on Windows perhaps into `Scripts`. */
async function executableIn(folder: string): Promise<string | null> {
  const name = process.platform === 'win32' ? 'uv.exe' : 'uv';
  for (const file of [join(folder, 'bin', name), join(folder, 'Scripts', name)])
    if (await isExecutable(file)) return file;
  return null;
}

/** What pip has not removed when it is ended goes with the run. */
function toolOptions(host: Host, timeoutSeconds: number) {
  const temporary = { TMPDIR: host.scratch, TEMP: host.scratch, TMP: host.scratch };
  const env = { ...installerEnvironment(host), ...temporary };
  return { cwd: host.cwd, env, timeoutSeconds, signal: host.signal };
}
