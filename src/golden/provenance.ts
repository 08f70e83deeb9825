import { stat } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { z } from 'zod';
import { Malformed } from '../bytes/malformed.js';
import { readCommitted } from './read-committed.js';

export const PROVENANCE = 'provenance.json';

/** Plain JSON data. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };
/** How a golden came to be: versions, seed, model sha256, instruction sets, reference runtime and its options. */
export type Provenance = Readonly<Record<string, Json>>;

const documentSchema = z.strictObject({ version: z.literal(1), cases: z.record(z.string(), z.json()) });

/**
 * The text of provenance.json with the given cases set or replaced; keys are sorted, so that equal facts are equal text.
 * @throws UserError when the existing file is not a provenance record
 */
export async function mergeProvenance(
  root: string,
  path: string,
  cases: readonly { readonly name: string; readonly provenance: Provenance }[],
): Promise<string> {
  const exists = await stat(join(root, path)).then(
    () => true,
    () => false,
  );
  const before = exists ? await readCommitted(root, path, parse) : {};
  const now = Object.fromEntries(cases.map(({ name, provenance }) => [name, provenance]));
  return `${JSON.stringify(sorted({ version: 1, cases: { ...before, ...now } }), null, 2)}\n`;
}

const modelSchema = z.object({ model: z.object({ path: z.string(), sha256: z.string() }) });

/**
 * The file of the model that a committed case was recorded with; null where that is not recorded, or not in a way that
 * can be read.
 * @param folder of the case
 */
export async function recordedWith(
  root: string,
  folder: string,
  name: string,
): Promise<{ readonly path: string; readonly sha256: string } | null> {
  try {
    const cases = await readCommitted(root, posix.join(folder, PROVENANCE), parse);
    return modelSchema.parse(cases[name]).model;
  } catch {
    // Whoever edits it by hand is told when goldens are recorded again.
    return null;
  }
}

function parse(bytes: Uint8Array): Readonly<Record<string, Json>> {
  try {
    return documentSchema.parse(JSON.parse(new TextDecoder().decode(bytes))).cases;
  } catch (error) {
    throw new Malformed('is not a provenance record', {
      why: error instanceof Error ? error.message : String(error),
    });
  }
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}
