import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Model } from '../discover/discover-models.js';
import type { StagedCase } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import { readCached, writeCached } from '../host/json-cache.js';
import type { NoiseSource } from './noise-context.js';
import type { NoiseEffort } from './noise-effort.js';
import type { NoiseByCase } from './noise-floor.js';

/** Increase it when the method of measuring changes: noise floors of older versions are then measured again. */
const METHOD = 28;

const size = z.number().min(0);
const coarse = z.strictObject({ sigma: size, peak: size, typical: size });
/** A part of an output that moves far less than the whole. */
export const partSchema = z.strictObject({
  axis: z.int().min(0),
  slices: z.array(z.int().min(0)).readonly(),
  sigma: size,
  peak: size,
});
const noiseFile = z.record(
  z.string(),
  z.record(
    z.string(),
    z.strictObject({
      sigma: size,
      peak: size,
      unit: z.number().positive(),
      parts: z.array(partSchema).readonly().optional(),
      winograd: z.strictObject({ sigma: size, peak: size }).optional(),
      quantised: z.boolean().optional(),
      double: z.boolean().optional(),
      coarse: z.partialRecord(z.enum(['tf32', 'bf16', 'f16', 'int8']), coarse).optional(),
    }),
  ),
);

/** What a noise floor depends on, as the name of its file in the cache. */
export function noiseKey(
  model: Model,
  { model: jittered, column }: NoiseSource,
  cases: readonly StagedCase[],
  { runs, precisions, winograd = false }: NoiseEffort,
  isa: readonly string[],
): string {
  const parts = [
    METHOD,
    model.forms[0].sha256,
    jittered.key,
    jittered.names,
    column.runtime.dependencies,
    column.version ?? '',
    column.options,
    runs,
    precisions,
    winograd,
    isa,
    cases.map((one) => [one.name, one.sha256]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export function readNoise(host: Host, key: string): Promise<NoiseByCase | null> {
  return readCached(host, 'noise', key, noiseFile);
}

export function writeNoise(host: Host, key: string, noise: NoiseByCase): Promise<void> {
  return writeCached(host, 'noise', key, noise);
}
