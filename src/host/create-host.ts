import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { mkdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { InfrastructureError, Interrupted, messageOf } from '../errors.js';
import { homeFolder } from './home-folder.js';
import type { Host } from './host.js';
import type { Log } from './log.js';
import { removeFolder } from './remove-folder.js';
import { type End, supervisionIn } from './supervision.js';

const NAME = 'model-portability-gate';
/** What a terminal and a runner send to end a process. */
export const INTERRUPTS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A host that its creator has to release. */
export interface OwnHost extends Host {
  /** How the process was ended whose end is all that this one has to report; null when the work is its own. */
  readonly ended: End | null;
  /** Restores the process's own handling of interrupts. */
  release(): void;
}

/**
 * The host for one run, from the real process. Its scratch folder is fresh; `disposeHost` removes it.
 * An interrupt aborts the host's signal: workers are ended and the run stops. A supervised process leaves interrupts to
 * its supervisor, which does not wait for it; only when the supervisor has gone does it end by itself.
 * @throws InfrastructureError when there is no room for temporary files, or no working directory
 */
export function createHost({ assets, cwd, log }: { assets: string; cwd?: string; log: Log }): OwnHost {
  const { env } = process;
  // Before anything listens: what listens keeps the process alive.
  const folder = workingFolder(cwd);
  const supervision = supervisionIn(env);
  const scratch = supervision?.scratch ?? scratchName(env);
  makeScratch(scratch);
  const interrupt = new AbortController();
  // Every worker listens.
  setMaxListeners(0, interrupt.signal);
  const stop = (name: NodeJS.Signals) => {
    if (supervision === null) interrupt.abort(new Interrupted(name));
  };
  const abandoned = () => interrupt.abort(new Interrupted('SIGKILL'));
  for (const name of INTERRUPTS) process.on(name, stop);
  // Listening keeps the process alive until the host is released.
  if (supervision !== null) process.once('disconnect', abandoned);
  return {
    env,
    cwd: folder,
    assets,
    cache: cacheFolder(env),
    scratch,
    log,
    node: process.execPath,
    signal: interrupt.signal,
    ended: supervision?.ended ?? null,
    release() {
      for (const name of INTERRUPTS) process.off(name, stop);
      process.off('disconnect', abandoned);
    },
    today: new Date().toISOString().slice(0, 10),
  };
}

export function disposeHost({ scratch, release }: OwnHost): void {
  release();
  removeFolder(scratch);
}

/** A path for a scratch folder that nobody else can have guessed. */
export function scratchName(env: Host['env']): string {
  // Workers start in folders of their own, where a relative path would lead elsewhere.
  return resolve(env.RUNNER_TEMP ?? tmpdir(), `portability-${randomBytes(6).toString('hex')}`);
}

function workingFolder(given: string | undefined): string {
  try {
    return resolve(given ?? process.cwd());
  } catch (error) {
    throw new InfrastructureError({
      what: 'the working directory does not exist any more',
      why: messageOf(error),
      next: 'change to a folder that exists',
    });
  }
}

function makeScratch(path: string): void {
  try {
    makeFolders(dirname(path));
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // A process that reports how another one ended finds it there.
    if (isFolder(path)) return;
    throw new InfrastructureError({
      what: 'the folder for temporary files cannot be made',
      where: path,
      why: messageOf(error),
      next: 'free some space there, or set TMPDIR to a folder that can be written to',
    });
  }
}

/** As makeFolder does, at once. */
function makeFolders(path: string): void {
  if (isFolder(path)) return;
  const around = dirname(path);
  if (around !== path) makeFolders(around);
  mkdirSync(path);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Where the gate keeps what it installs and makes: what the user sets, else the runner's tool cache, else where the platform keeps caches. */
export function cacheFolder(env: Host['env']): string {
  if (env.PORTABILITY_CACHE) return resolve(env.PORTABILITY_CACHE);
  if (env.RUNNER_TOOL_CACHE) return join(env.RUNNER_TOOL_CACHE, NAME);
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? join(homeFolder(), 'AppData', 'Local'), NAME);
  if (process.platform === 'darwin') return join(homeFolder(), 'Library', 'Caches', NAME);
  // A relative path is to be ignored (XDG Base Directory Specification); it would lie in the repository.
  const { XDG_CACHE_HOME: chosen = '' } = env;
  return join(isAbsolute(chosen) ? chosen : join(homeFolder(), '.cache'), NAME);
}
