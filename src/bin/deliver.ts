import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../errors.js';
import type { GateOutcome, GateRequest } from '../gate.js';
import type { Host } from '../host/host.js';
import { runContext } from '../host/run-context.js';
import { resultsJson } from '../report/json.js';

/** Folder of a part's results and outputs, when no other is named. */
export const DELIVERY = 'portability-shard';

/**
 * The part that was asked for and the folder that it goes to, which has to be new or empty: what an earlier run left there
 * would be joined as well.
 * @throws UserError for a folder that is neither
 */
export async function deliveryOf(
  name: string,
  folder: string = DELIVERY,
  host: Pick<Host, 'cwd' | 'env'>,
): Promise<NonNullable<GateRequest['shard']>> {
  const path = resolve(host.cwd, folder);
  await mkdir(path, { recursive: true });
  if ((await readdir(path)).length > 0)
    throw new UserError({ where: folder, what: 'the folder is not empty', next: 'name a new folder, or empty it' });
  return { name, attempt: runContext(host.env).attempt, folder: path };
}

/** Writes the results last: a part without them was not delivered. */
export async function deliverResults({ results }: GateOutcome, folder: string): Promise<void> {
  await writeFile(join(folder, 'results.json'), resultsJson(results));
}
