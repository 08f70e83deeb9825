import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type ReplayBench, withReplayBench } from '../../scripts/operators/replay-bench.js';
import { createHost, disposeHost } from '../../src/host/create-host.js';
import type { Host } from '../../src/host/host.js';
import { silent } from '../../src/host/log.js';

/** A bench for all tests of a file. */
export interface OpenBench extends ReplayBench {
  readonly host: Host;
  /** For what a test writes. */
  readonly folder: string;
  close(): Promise<void>;
}

/** @param runtimes ids of the runtimes that the tests replay operators on */
export async function openBench(runtimes: readonly string[]): Promise<OpenBench> {
  const folder = mkdtempSync(join(tmpdir(), 'replay-'));
  const cwd = join(folder, 'repository');
  mkdirSync(cwd);
  const host = createHost({ assets: resolve('lib'), cwd, log: silent });
  let end = (): void => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let session: Promise<void> = Promise.resolve();
  const opened = await new Promise<ReplayBench>((ready, fail) => {
    session = withReplayBench(runtimes, host, (bench) => {
      ready(bench);
      return ended;
    });
    session.catch(fail);
  });
  return {
    ...opened,
    host,
    folder,
    async close() {
      end();
      await session;
      disposeHost(host);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
