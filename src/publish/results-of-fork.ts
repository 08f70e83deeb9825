import { BytesInMemory } from '../bytes/byte-reader.js';
import { readZipEntry, zipEntries } from '../bytes/zip-archive.js';
import { messageOf } from '../errors.js';
import { type Results, resultsSchema } from '../results/schema.js';

/** More is no results document of any real run. */
export const MOST_ARTIFACT_BYTES = 64 * 2 ** 20;
const MOST_DOCUMENT_BYTES = 64 * 2 ** 20;
/** The reports, and about ten files for each operator that is shown without the gate. */
const MOST_ENTRIES = 4096;

/** Columns of one model are compared with each other: more are no matrix of any real run. */
const MOST_COLUMNS = 1000;

/**
 * The results document in an artifact that anybody could have made: a fork runs what workflow it likes. Only what fits the
 * schema counts, and what it says of its own origin does not.
 * @param zip the artifact
 * @throws Error when it holds no results document, or that of a part of a matrix, which decides nothing
 */
export function resultsOfFork(zip: Uint8Array): Results {
  const source = new BytesInMemory(Buffer.from(zip));
  const entry = zipEntries(source, MOST_ENTRIES).find(({ name }) => name === 'results.json');
  if (entry === undefined) throw new Error('the artifact has no results.json');
  const text = new TextDecoder('utf-8', { fatal: true }).decode(readZipEntry(source, entry, MOST_DOCUMENT_BYTES));
  const parsed = resultsSchema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new Error(`results.json does not fit its schema: ${parsed.error.issues[0]?.message ?? ''}`);
  const { run, ...rest } = parsed.data;
  if (rest.part !== undefined) throw new Error('it is a part of a matrix');
  const columns = new Set([...rest.runtimes.map(({ id }) => id), ...rest.cells.map(({ runtime }) => runtime)]).size;
  if (columns > MOST_COLUMNS) throw new Error(`it has ${columns} columns, more than the limit of ${MOST_COLUMNS}`);
  if (run === undefined) return rest;
  const { repository: _r, commit: _c, base: _b, address: _a, ...said } = run;
  return { ...rest, run: said };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`results.json is not JSON: ${messageOf(error)}`);
  }
}
