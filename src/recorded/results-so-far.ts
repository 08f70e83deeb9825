/** What a run has found so far, in a file, for when it is ended at once: see bin/supervise.ts. */
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KEPT } from '../host/supervision.js';
import { type Results, resultsSchema } from '../results/schema.js';

/**
 * Appends to what is known: first the results of the whole matrix, in which nothing has run, then those of each model when
 * it is judged. A line that is not complete does not count.
 */
export function keepSoFar(scratch: string, results: Results): void {
  appendFileSync(join(scratch, KEPT), `${JSON.stringify(results)}\n`);
}

/** The results that were kept, marked as stopped; null when the run ended before it knew what there is to run. */
export function resultsSoFar(scratch: string, stopped: NonNullable<Results['stopped']>): Results | null {
  const [whole, ...judged] = complete(textIn(scratch)).map((line) => resultsSchema.parse(JSON.parse(line)));
  if (whole === undefined) return null;
  const models = new Map(judged.flatMap((one) => one.models.map((model) => [model.id, model])));
  const cells = new Map(judged.flatMap((one) => one.cells.map((cell) => [keyOf(cell), cell])));
  const ran = judged.flatMap(({ runtimes }) => runtimes).filter(({ version }) => version !== null);
  return resultsSchema.parse({
    ...whole,
    verdict: 'error',
    stopped,
    models: whole.models.map((model) => models.get(model.id) ?? model),
    runtimes: whole.runtimes.map((runtime) => ran.find(({ id }) => id === runtime.id) ?? runtime),
    cells: whole.cells.map((cell) => cells.get(keyOf(cell)) ?? cell),
  } satisfies Results);
}

const keyOf = ({ model, runtime }: Results['cells'][number]): string => JSON.stringify([model, runtime]);

function textIn(scratch: string): string {
  try {
    return readFileSync(join(scratch, KEPT), 'utf8');
  } catch {
    return '';
  }
}

function complete(text: string): string[] {
  return text.split('\n').slice(0, -1);
}
