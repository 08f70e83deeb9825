import { readdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { Malformed } from '../bytes/malformed.js';
import { readRegularFile } from '../bytes/regular-file.js';
import type { Explanation } from '../errors.js';
import { makeFolder } from '../host/make-folder.js';
import { redact } from '../host/redact.js';
import { resultsSchema } from '../results/schema.js';

/** Why a part, or the plan of all parts, did not come to its end: left by its job for the one that joins them. */
const stoppedPartSchema = z.strictObject({
  /** Which matrix, as `sourceOf` names its configuration. */
  source: z.string(),
  /** As in "part 2/4 on linux-x64"; null for the plan. */
  part: z.string().nullable(),
  attempt: z.int().min(1),
  stopped: resultsSchema.shape.stopped.unwrap(),
});

export interface StoppedPart extends Omit<z.infer<typeof stoppedPartSchema>, 'stopped'> {
  readonly stopped: Explanation;
}

export const STOPPED = 'stopped.json';
const MOST_BYTES = 2 ** 20;
/** A folder of artifacts has a folder for each. */
const DEPTH = 2;

/** @param known values that must never be published */
export async function leaveStop(
  folder: string,
  stop: StoppedPart,
  known: readonly (string | undefined)[] = [],
): Promise<void> {
  await makeFolder(folder);
  await writeFile(join(folder, STOPPED), `${redact(JSON.stringify(stop), known).json}\n`);
}

/** Those that lie where deliveries do; what cannot be read says nothing. */
export async function readStops(root: string, folders: readonly string[]): Promise<StoppedPart[]> {
  const found = await Promise.all(folders.map((folder) => stopsIn(resolve(root, folder), DEPTH)));
  return found.flat();
}

/** The reason that counts: the last attempt's, of which the plan's explains all parts. */
export function lastStop(stops: readonly StoppedPart[], part?: string): StoppedPart | null {
  const fitting = stops.filter((stop) => part === undefined || stop.part === part || stop.part === null);
  const rank = ({ attempt, part: of }: StoppedPart) => 2 * attempt + (of === null ? 1 : 0);
  return fitting.toSorted((a, b) => rank(b) - rank(a))[0] ?? null;
}

async function stopsIn(folder: string, depth: number): Promise<StoppedPart[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const own = entries.some(({ name }) => name === STOPPED) ? await readStop(join(folder, STOPPED)) : null;
  const inner = depth === 0 ? [] : entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const nested = await Promise.all(inner.sort().map((name) => stopsIn(join(folder, name), depth - 1)));
  return [...(own === null ? [] : [own]), ...nested.flat()];
}

async function readStop(path: string): Promise<StoppedPart | null> {
  try {
    const text = new TextDecoder().decode(await readRegularFile(path, MOST_BYTES));
    const { data } = stoppedPartSchema.safeParse(JSON.parse(text));
    if (data === undefined) return null;
    const { where, what, why, next } = data.stopped;
    const stopped = { what, ...(where && { where }), ...(why && { why }), ...(next && { next }) };
    return { ...data, stopped };
  } catch (error) {
    if (error instanceof Malformed || error instanceof SyntaxError) return null;
    throw error;
  }
}
