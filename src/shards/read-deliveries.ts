import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { Malformed } from '../bytes/malformed.js';
import { readRegularFile } from '../bytes/regular-file.js';
import { UserError } from '../errors.js';
import type { Log } from '../host/log.js';
import { type Results, resultsSchema } from '../results/schema.js';
import { lastStop, type StoppedPart } from './stopped-parts.js';

/** The results of one part of a matrix, as its job left them. */
export interface Delivery {
  readonly folder: string;
  /** The folder as given, for messages. */
  readonly shown: string;
  readonly results: Results & { readonly part: NonNullable<Results['part']> };
}

const RESULTS = 'results.json';
const MOST_BYTES = 256 * 2 ** 20;
/** A folder of artifacts has a folder for each. */
const DEPTH = 2;

/**
 * The deliveries in some folders: each is one, or contains some, as downloaded artifacts do. A folder without results, or
 * with results that cannot be read, is that of a job that did not come to its end: its part is missing, with a warning.
 * @param stops what jobs have left that did not come to their end
 * @throws UserError when none of the folders has results that can be read, with the reason that a job has left, and for a document that is not the result of a
 * part
 */
export async function readDeliveries(
  root: string,
  folders: readonly string[],
  log: Log,
  stops: readonly StoppedPart[] = [],
): Promise<Delivery[]> {
  const found: Delivery[] = [];
  const unreadable: string[] = [];
  for (const given of folders) {
    const places = await placesIn(resolve(root, given), given, DEPTH);
    if (places.length === 0) log.warn(`there is no ${RESULTS} in ${given}: no part was delivered there`);
    for (const [place, shown] of places) {
      const results = await readResults(place);
      if ('fault' in results) {
        unreadable.push(shown);
        log.warn(`${join(shown, RESULTS)} ${results.fault}: its part counts as not delivered`);
      } else found.push(deliveryOf(place, shown, results));
    }
  }
  if (found.length > 0) return found;
  const stop = lastStop(stops);
  if (stop !== null) throw new UserError(stop.stopped);
  throw new UserError({
    where: folders.join(', '),
    what: 'no part of a matrix has delivered its results',
    why:
      unreadable.length === 0
        ? `there is no ${RESULTS} in the folders`
        : `no ${RESULTS} in the folders can be read, as the log says`,
    next: 'see the logs of the jobs, that of the plan first: it says what is wrong with a configuration; if none failed, name the folders that `portability run --shard i/n --deliver <folder>` wrote, or the one that their artifacts were downloaded to',
  });
}

async function placesIn(folder: string, shown: string, depth: number): Promise<[place: string, shown: string][]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  if (entries.some((entry) => entry.name === RESULTS)) return [[folder, shown]];
  if (depth === 0) return [];
  const inner = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  const nested = await Promise.all(inner.map((name) => placesIn(join(folder, name), join(shown, name), depth - 1)));
  return nested.flat();
}

function deliveryOf(folder: string, shown: string, results: Results): Delivery {
  const { part } = results;
  if (part !== undefined) return { folder, shown, results: { ...results, part } };
  throw new UserError({
    where: join(shown, RESULTS),
    what: 'these are not the results of a part of a matrix',
    why: 'they come from a run without --shard',
    next: `leave ${basename(shown)} out`,
  });
}

/** @returns the results, or what is wrong with the file */
async function readResults(folder: string): Promise<Results | { readonly fault: string }> {
  try {
    const text = new TextDecoder().decode(await readRegularFile(join(folder, RESULTS), MOST_BYTES));
    const parsed = resultsSchema.safeParse(JSON.parse(text));
    return parsed.success
      ? parsed.data
      : { fault: 'is no results document of this release of the gate (use one release in every job)' };
  } catch (error) {
    if (error instanceof Malformed) return { fault: error.what };
    if (error instanceof SyntaxError) return { fault: 'is not whole JSON' };
    throw error;
  }
}
