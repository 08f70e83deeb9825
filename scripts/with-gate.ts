import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createHost, disposeHost } from '../src/host/create-host.js';
import type { Host } from '../src/host/host.js';
import { terminalLog } from '../src/host/terminal-log.js';
import { buildLib } from './build/lib.js';

/**
 * Builds lib/, whose files the workers run, and calls `work` with a host for the gate.
 * @param cwd folder of the repository that the gate looks at; created when it is missing
 */
export async function withGate<T>(work: (host: Host) => Promise<T>, cwd = '.'): Promise<T> {
  buildLib();
  mkdirSync(cwd, { recursive: true });
  const log = terminalLog({ stream: process.stderr, colour: false, verbose: false });
  const host = createHost({ assets: resolve('lib'), cwd: resolve(cwd), log });
  try {
    return await work(host);
  } finally {
    disposeHost(host);
  }
}
