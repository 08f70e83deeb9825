import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Comparer } from './comparer.js';

/** What both modules export. */
type Measure = typeof import('../../src/compare/kernel/measure.js');
type Pool = typeof import('../../src/compare/kernel/tally-pool.js');

/** The comparer as built in lib/, on all processors: what users run. */
export async function builtComparer(): Promise<Comparer> {
  const kernel = resolve('lib/compare/kernel');
  const { measure }: Measure = await import(pathToFileURL(`${kernel}/measure.js`).href);
  const { TallyPool }: Pool = await import(pathToFileURL(`${kernel}/tally-pool.js`).href);
  return { measure, pool: new TallyPool(`${kernel}/tally-worker.js`, availableParallelism() - 1) };
}
