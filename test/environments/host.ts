import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import type { Host } from '../../src/host/host.js';
import { silent } from '../../src/host/log.js';

/** The sources hold everything that a Python environment needs: adapters, locks and the harness. */
export const SOURCES = fileURLToPath(new URL('../../src', import.meta.url));

/** A fresh folder, removed with the test. */
export async function freshFolder(): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'environments-')));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A host in a folder of its own. */
export function hostIn(folder: string, changes: Partial<Host> = {}): Host {
  return {
    env: process.env,
    cwd: folder,
    assets: SOURCES,
    cache: join(folder, 'cache'),
    scratch: join(folder, 'scratch'),
    log: silent,
    node: process.execPath,
    signal: new AbortController().signal,
    today: '2026-11-24',
    ...changes,
  };
}

let runs = 0;
/** The same machine and cache, in another run of the gate. */
export function inAnotherRun(host: Host): Host {
  runs += 1;
  return { ...host, scratch: `${host.scratch}-${runs}` };
}
