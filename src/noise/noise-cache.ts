import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Noise } from '../compare/kernel/noise-model.js';
import type { Model } from '../discover/discover-models.js';
import type { StagedCase } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import type { NoiseSource } from '../plan/plan.js';

/** Raise it when the way of measuring changes: noise floors of older versions are then measured again. */
const METHOD = 7;

/** By case, then by output leaf. */
export type NoiseByCase = Readonly<Record<string, Readonly<Record<string, Noise>>>>;

const noiseFile = z.record(
  z.string(),
  z.record(
    z.string(),
    z.strictObject({ sigma: z.number().min(0), peak: z.number().min(0), unit: z.number().positive() }),
  ),
);

/** What a noise floor depends on, as the name of its file in the cache. */
export function noiseKey(
  model: Model,
  { form, column }: NoiseSource,
  cases: readonly StagedCase[],
  runs: number,
  isa: readonly string[],
): string {
  const parts = [
    METHOD,
    model.forms[0].sha256,
    form.sha256,
    form.names,
    column.runtime.dependencies,
    column.version ?? '',
    column.options,
    runs,
    isa,
    cases.map((one) => [one.name, one.sha256]),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

export async function readNoise(host: Host, key: string): Promise<NoiseByCase | null> {
  try {
    return noiseFile.parse(JSON.parse(await readFile(join(host.cache, 'noise', `${key}.json`), 'utf8')));
  } catch {
    // Not there, or not ours: it is measured again.
    return null;
  }
}

export async function writeNoise(host: Host, key: string, noise: NoiseByCase): Promise<void> {
  const folder = join(host.cache, 'noise');
  await mkdir(folder, { recursive: true });
  const draft = join(folder, `${key}.${process.pid}.tmp`);
  await writeFile(draft, JSON.stringify(noise));
  await rename(draft, join(folder, `${key}.json`));
}
