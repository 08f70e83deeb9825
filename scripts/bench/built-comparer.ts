import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Comparer } from './comparer.js';

/** What both modules export. */
type Metrics = typeof import('../../src/compare/kernel/metrics.js');
type Team = typeof import('../../src/compare/kernel/tally-team.js');

/** The comparer as it is built in lib/, with all processors: what is measured is what people run. */
export async function builtComparer(): Promise<Comparer> {
  const kernel = resolve('lib/compare/kernel');
  const { measure }: Metrics = await import(pathToFileURL(`${kernel}/metrics.js`).href);
  const { TallyTeam }: Team = await import(pathToFileURL(`${kernel}/tally-team.js`).href);
  return { measure, team: new TallyTeam(`${kernel}/tally-worker.js`, availableParallelism() - 1) };
}
