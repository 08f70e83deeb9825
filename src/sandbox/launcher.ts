/** How workers are started, so that they can do nothing but compute: by the program in launcher/, in the best way that works here. */
import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { join } from 'node:path';
import { InfrastructureError } from '../errors.js';
import { apartFromRepository, foldersOnPath } from '../host/find-on-path.js';
import { homeFolder } from '../host/home-folder.js';
import type { Host } from '../host/host.js';
import { visibleSystem, withoutHidden } from './visible-files.js';

/**
 * What a worker may reach.
 *   namespaces   its own processes and files, in a file system that holds nothing else; no network
 *   landlock     the same, by rules of the kernel: it can tell that other files and processes exist, and no more
 *   environment  an environment made from an allow-list, no sockets on Linux; but every file of the user
 *   off          same as environment, with sockets, at the user's request
 */
export type SandboxLevel = 'namespaces' | 'landlock' | 'environment' | 'off';

/** What one worker needs. */
export interface Confinement {
  /** Files and folders that it may read. */
  readonly read: readonly string[];
  /** Folders that are its own. */
  readonly write: readonly string[];
  readonly devices?: readonly string[];
  /** Whether processes that it starts read about themselves in /proc, as those of a browser do. */
  readonly readsProcesses?: boolean;
}

export interface Launcher {
  readonly level: SandboxLevel;
  /** Whether a worker can open connections. */
  readonly network: 'closed' | 'open';
  /** Whether the kernel keeps a worker from writing to what it may only read. */
  readonly readOnly: boolean;
  /** Whether commands are started by that program, which ends them with everything they started when it is told to. */
  readonly ends: boolean;
  /** The command, started so that it is confined. */
  launch(command: readonly string[], worker: Confinement): readonly string[];
}

/** Names of ways in launcher/ways.py, best first. */
export const WAYS = {
  root: 'namespaces',
  user: 'namespaces',
  bwrap: 'namespaces',
  sudo: 'namespaces',
  landlock: 'landlock',
  environment: 'environment',
} as const satisfies Record<string, SandboxLevel>;
export type Way = keyof typeof WAYS;

const LIMITS = { fileBytes: 16 * 2 ** 30, processes: 4096 };
const PROBE_MS = 10_000;
const SUFFICES =
  "import ctypes, os, sys; os.pidfd_open(os.getpid()); sys.stdout.write(os.path.realpath(sys.executable) + '\\n' + sys.base_prefix)";

type Surroundings = Pick<Host, 'assets' | 'cache' | 'cwd' | 'env' | 'scratch'>;

/** The Python that runs the launcher: any that is not too old. */
interface Interpreter {
  readonly executable: string;
  readonly prefix: string;
}

/**
 * The best launcher there is here.
 * @throws InfrastructureError when `required` and workers can be kept neither from files nor from the network
 */
export function findLauncher(wanted: 'auto' | 'required' | 'off', surroundings: Surroundings): Launcher {
  if (wanted === 'off') return OFF;
  const host = { ...surroundings, env: apartFromRepository(surroundings) };
  const interpreter = process.platform === 'linux' ? findInterpreter(host.env) : null;
  const launchers = interpreter === null ? [] : waysHere(host.env).map((way) => launcherOf(way, interpreter, host));
  const found = launchers.find(works) ?? BARE;
  if (wanted === 'required' && found.level === 'environment') throw notIsolated(interpreter);
  return found;
}

const OFF: Launcher = { level: 'off', network: 'open', readOnly: false, ends: false, launch: (command) => command };
const BARE: Launcher = { ...OFF, level: 'environment' };

/** The launcher that works in that way, whether or not it does here; null without the programs. For tests, which try each. */
export function launcherBy(way: Way, surroundings: Surroundings): Launcher | null {
  const host = { ...surroundings, env: apartFromRepository(surroundings) };
  const interpreter = process.platform === 'linux' ? findInterpreter(host.env) : null;
  const lacking = (way === 'bwrap' || way === 'sudo') && onPath(host.env, way) === null;
  return interpreter === null || lacking ? null : launcherOf(way, interpreter, host);
}

/** Root needs no other program, and bubblewrap leaves root's files in /proc writable to root. */
function waysHere(env: Host['env']): Way[] {
  const root = process.getuid?.() === 0;
  return (Object.keys(WAYS) as Way[]).filter((way) => {
    if (way === 'bwrap' || way === 'sudo') return !root && onPath(env, way) !== null;
    return way !== 'root' || root;
  });
}

function launcherOf(way: Way, { executable, prefix }: Interpreter, host: Surroundings): Launcher {
  const level = WAYS[way];
  const program = join(host.assets, 'sandbox', 'launcher');
  const hidden = [host.cwd, host.cache, host.scratch, homeFolder()];
  const inner = way === 'bwrap' ? [program, prefix] : [];
  return {
    level,
    network: 'closed',
    readOnly: level !== 'environment',
    ends: true,
    launch(command, { read, write, devices = [], readsProcesses = false }) {
      const how = {
        way,
        gate: process.pid,
        bwrap: onPath(host.env, 'bwrap'),
        sudo: onPath(host.env, 'sudo'),
        read: withoutHidden([...visibleSystem(), ...inner, ...read], hidden),
        write,
        devices,
        readsProcesses,
        limits: LIMITS,
      };
      // Nothing is written beside it, not even what Python compiles.
      return [executable, '-I', '-S', '-B', program, JSON.stringify(how), ...command];
    },
  };
}

/** Whether a program can be started so, and ends as it ended. */
function works(launcher: Launcher): boolean {
  const [file = '', ...args] = launcher.launch(['/bin/sh', '-c', 'exit 7'], { read: [], write: [] });
  return spawnSync(file, args, { cwd: '/', env: {}, stdio: 'ignore', timeout: PROBE_MS }).status === 7;
}

function findInterpreter(env: Host['env']): Interpreter | null {
  // The system's own first: those of version managers start a shell.
  for (const folder of ['/usr/bin', '/usr/local/bin', ...foldersOnPath(env)]) {
    const { status, stdout } = spawnSync(join(folder, 'python3'), ['-I', '-S', '-c', SUFFICES], {
      cwd: '/',
      env: { PATH: env.PATH ?? '' },
      encoding: 'utf8',
      timeout: PROBE_MS,
    });
    const [executable = '', prefix = ''] = status === 0 ? stdout.split('\n') : [];
    if (executable !== '') return { executable, prefix };
  }
  return null;
}

function onPath(env: Host['env'], name: string): string | null {
  const found = foldersOnPath(env).find((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  return found === undefined ? null : join(found, name);
}

function notIsolated(interpreter: Interpreter | null): InfrastructureError {
  const linux = process.platform === 'linux';
  return new InfrastructureError({
    what: 'workers cannot be isolated on this machine',
    where: 'sandbox: required',
    why: !linux
      ? `isolation is not available on ${process.platform}`
      : interpreter === null
        ? 'it is made by a Python of at least 3.9, and none was found'
        : 'the kernel has no Landlock of Linux 6.12, and user namespaces, bubblewrap and sudo without a password are not available',
    next: !linux
      ? 'run on Linux, or set `sandbox: auto`, which uses the strongest level available and reports it'
      : interpreter === null
        ? 'install Python (on Debian and Ubuntu: apt-get install python3)'
        : 'install bubblewrap (on Debian and Ubuntu: apt-get install bubblewrap), or set `sandbox: auto`, which uses the strongest level available and reports it',
  });
}
