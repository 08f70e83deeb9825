import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { stillLeaves } from '../compare/pairing/still-leaves.js';
import { committed } from '../convert/loadable.js';
import type { Model } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import { otherInputs } from '../golden/other-inputs.js';
import { goldenCases, type StagedModel } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import { readCached, writeCached } from '../host/json-cache.js';
import type { NoiseByCase } from '../noise/noise-floor.js';
import type { Column } from '../plan/column.js';
import type { RuntimePool } from '../run/run-request.js';
import { readable, type StoredValues, valuesMadeBy } from '../values/stored-values.js';

/** Most other inputs that are tried besides a single golden case. */
const MOST = 3;
/** Increase it when the method changes. */
const METHOD = 2;

const leaves = z.array(z.string());

/** The reference of a model with what is known about it. */
export interface KnownReference {
  readonly column: Column;
  /** Outputs of the single golden case. */
  readonly expected: StoredValues;
  readonly noise: NoiseByCase | null;
  /** Key of the noise floor: which outputs are still depends on the same things. */
  readonly noiseKey: string;
}

export interface StillContext {
  readonly host: Host;
  readonly pool: RuntimePool;
  readonly seed: number;
  /** Ignore the cache. */
  readonly again: boolean;
  readonly folder: string;
}

/**
 * Outputs, by leaf, that stay the same for every input, found by running the reference on other inputs besides a single
 * golden case until every output has moved. Several golden cases can be compared with each other instead.
 * @returns null if it cannot be found out
 */
export async function stillOutputs(
  model: Model,
  staged: StagedModel,
  { column, expected, noise, noiseKey }: KnownReference,
  { host, pool, seed, again, folder }: StillContext,
): Promise<readonly string[] | null> {
  const [first] = model.forms;
  const signature = signatureOfForm(first);
  const [only, ...more] = goldenCases(staged);
  if (first.content.format === null || signature === null || only === undefined || more.length > 0) return null;
  const key = createHash('sha256')
    .update(JSON.stringify([METHOD, noiseKey, seed]))
    .digest('hex');
  const known = again ? null : await readCached(host, 'vacuity', key, leaves);
  if (known !== null) return known;
  const kept = { kind: staged.goldens, sample: await only.inputs.read(), recipes: model.entry.inputs };
  const before = await readable(expected);
  if (before === undefined) return null;
  let still: readonly string[] | null = null;
  let tried = 0;
  for (const { name, values } of otherInputs(signature, kept, seed)) {
    const own = join(folder, `variation-${tried}`);
    const other = await pool.run({
      title: `${model.id}: checking that its outputs depend on its inputs`,
      column,
      model: committed(first),
      format: first.content.format,
      cases: [{ name, inputs: valuesMadeBy(() => values) }],
      folder: own,
    });
    const outputs = await readable(other.outputs.get(name));
    // Inputs that the model rejects prove nothing.
    if (outputs !== undefined) {
      const same = stillLeaves(before, outputs, noise?.[only.name] ?? {});
      still = (still ?? same).filter((leaf) => same.includes(leaf));
    }
    await rm(own, { recursive: true, force: true });
    tried += 1;
    // One run is enough for most models, since their outputs move.
    if (still?.length === 0 || tried === MOST) break;
  }
  if (still !== null) await writeCached(host, 'vacuity', key, still);
  return still;
}
