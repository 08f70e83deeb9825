import { createHash } from 'node:crypto';
import { z } from 'zod';
import { hashFiles } from '../discover/hash-files.js';
import type { Host } from '../host/host.js';
import { readCached, writeCached } from '../host/json-cache.js';
import { locatedSchema, operatorSchema } from '../results/located-schema.js';
import type { LayerSuspect } from './layer-suspect.js';

/** Increase it when the method changes: what was found before is then searched again. */
const METHOD = 8;

/** What the result of a search depends on, as the name of its file in the cache. */
export async function locatedKey(
  { right, onnx, steps, column, precision, acceptsFloat32, reference, case: one, form, step, against }: LayerSuspect,
  noise: { readonly runs?: number | undefined },
  isa: readonly string[],
): Promise<string> {
  // An adapter of the repository changes without a release.
  const adapters = [column.runtime, reference.runtime, ...steps.map(({ converter }) => converter)];
  const files = await hashFiles(adapters.flatMap(({ file }) => file ?? []));
  const facts = (of: LayerSuspect['column']) => [of.runtime.id, of.runtime.dependencies, of.version ?? '', of.options];
  const parts = [
    METHOD,
    files,
    [form, step, against],
    [right.key, right.names, onnx.key, onnx.names],
    steps.map(({ converter, options, version }) => [converter.id, converter.dependencies, version ?? '', options]),
    [facts(column), column.requirements ?? [], precision, acceptsFloat32, facts(reference)],
    [one.name, one.sha256],
    noise.runs ?? null,
    isa,
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

const schema = z.union([
  z.strictObject({ located: locatedSchema }),
  z.strictObject({
    unlocated: z.string(),
    undecided: z.array(z.string()).optional(),
    undecidedAt: z.array(operatorSchema).optional(),
  }),
]);

/** What a search found, as the fields of a cell. */
export type SearchResult = z.infer<typeof schema>;

export function readLocated(host: Host, key: string): Promise<SearchResult | null> {
  return readCached(host, 'located', key, schema);
}

export function writeLocated(host: Host, key: string, result: SearchResult): Promise<void> {
  return writeCached(host, 'located', key, result);
}
