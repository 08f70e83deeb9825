import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Host } from '../../src/host/host.js';
import { type Platform, readPlatform } from '../../src/host/platform.js';
import { type ReplayedOperator, replayOperator } from '../../src/replay/replay-operator.js';
import { shrinkOperator } from '../../src/replay/shrink-operator.js';
import { writeRepro } from '../../src/repro/write-repro.js';
import type { KnownFault } from './known-faults.js';
import { withReplayBench } from './replay-bench.js';
import { type Ended, runScriptHere } from './run-script-here.js';

/** What came of one known fault. */
export interface StudiedFault {
  readonly id: string;
  readonly replayed: ReplayedOperator;
  /** The same on the smallest tensors. */
  readonly smallest: ReplayedOperator;
  /** How the script of the folder ended; null where there is none. */
  readonly script: Ended | null;
}

export interface OperatorStudy {
  readonly platform: Platform;
  readonly faults: readonly StudiedFault[];
}

/** @param folder for a folder of each fault that shows */
export async function studyFaults(faults: readonly KnownFault[], folder: string, host: Host): Promise<OperatorStudy> {
  await mkdir(host.cwd, { recursive: true });
  const runtimes = [...new Set(faults.map(({ runtime }) => runtime))];
  const studied: StudiedFault[] = [];
  await withReplayBench(runtimes, host, async ({ context, question }) => {
    for (const { id, runtime, model } of faults) {
      host.log.info(`${id} on ${runtime}`);
      const replayed = await replayOperator(await question(id, model(), runtime), context);
      const smallest = await shrinkOperator(replayed, context);
      const own = join(folder, `${id}-${runtime}`);
      const files = await writeRepro(smallest, own, host);
      const script = files.length === 0 ? null : await runScriptHere(own, smallest.question, host);
      studied.push({ id, replayed, smallest, script });
    }
  });
  return { platform: readPlatform(), faults: studied };
}
