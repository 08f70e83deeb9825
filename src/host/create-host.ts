import { setMaxListeners } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { Interrupted } from '../errors.js';
import type { Host } from './host.js';
import type { Log } from './log.js';

const NAME = 'model-portability-gate';
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** A host that its creator has to release. */
export interface OwnHost extends Host {
  /** Restores the process's own handling of interrupts. */
  release(): void;
}

/**
 * The host for one run, from the real process. Its scratch folder is fresh; `disposeHost` removes it.
 * An interrupt (Ctrl-C, a cancelled job) aborts the host's signal: workers are ended and the run stops.
 */
export function createHost({ assets, cwd, log }: { assets: string; cwd?: string; log: Log }): OwnHost {
  const { env } = process;
  const temp = env.RUNNER_TEMP ?? tmpdir();
  mkdirSync(temp, { recursive: true });
  const interrupt = new AbortController();
  // Every worker listens.
  setMaxListeners(0, interrupt.signal);
  const stop = (name: NodeJS.Signals) => interrupt.abort(new Interrupted(name));
  for (const name of SIGNALS) process.once(name, stop);
  return {
    env,
    cwd: resolve(cwd ?? process.cwd()),
    assets,
    cache: cacheFolder(env),
    scratch: mkdtempSync(join(temp, 'portability-')),
    log,
    node: process.execPath,
    signal: interrupt.signal,
    release() {
      for (const name of SIGNALS) process.off(name, stop);
    },
    today: new Date().toISOString().slice(0, 10),
  };
}

export function disposeHost({ scratch, release }: OwnHost): void {
  release();
  rmSync(scratch, { recursive: true, force: true, maxRetries: 3 });
}

/** Where the gate keeps what it installs and makes: what the user sets, else the runner's tool cache, else where the platform keeps caches. */
export function cacheFolder(env: Host['env']): string {
  if (env.PORTABILITY_CACHE) return resolve(env.PORTABILITY_CACHE);
  if (env.RUNNER_TOOL_CACHE) return join(env.RUNNER_TOOL_CACHE, NAME);
  if (process.platform === 'win32') return join(env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), NAME);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', NAME);
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), NAME);
}
