import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../src/config/schema.js';
import type { Model } from '../../src/discover/discover-models.js';
import { signatureOfForm } from '../../src/discover/form.js';
import { writeNpy } from '../../src/golden/npy.js';
import { type StagedCase, type StagedModel, stageCases } from '../../src/golden/stage-cases.js';
import type { Host } from '../../src/host/host.js';
import { pictureOfDigits } from './picture-of-digits.js';
import { realModels } from './real-models.js';

/** Inputs as a configuration has them. */
export type Recipes = Model['entry']['inputs'];

/** Three inputs each; those of the seeded models have three sizes as well. */
const TURNS = [
  { seed: 0, size: 1 },
  { seed: 1, size: 0.1 },
  { seed: 2, size: 5 },
] as const;
/** Pixels a side of the picture for the text detector. */
const PICTURE = 96;

/** The inputs of all models, by model id, laid out for the workers. */
export async function stageInputs(
  models: readonly Model[],
  config: Config,
  host: Host,
): Promise<Map<string, StagedModel>> {
  for (const { seed } of TURNS)
    writeFileSync(join(host.cwd, `digits-${seed}.npy`), writeNpy(pictureOfDigits(PICTURE, seed)));
  const staged = new Map<string, StagedModel>();
  for (const [index, model] of models.entries()) {
    const cases: StagedCase[] = [];
    for (const { seed, size } of TURNS) {
      const asked = { ...model, entry: { ...model.entry, inputs: recipesOf(model, seed, size) } };
      const folder = join(host.scratch, 'golden', `${index}-${seed}`);
      const made = await stageCases(asked, folder, { ...config, seed }, host);
      cases.push(...made.cases.map((one) => ({ ...one, name: `seed ${seed}` })));
    }
    staged.set(model.id, { goldens: 'synthetic', cases });
  }
  return staged;
}

function recipesOf(model: Model, seed: number, size: number): Recipes {
  const real = realModels.find(({ id }) => id === model.id);
  if (real !== undefined) return real.inputs(seed);
  const ports = signatureOfForm(model.forms[0])?.inputs ?? [];
  return Object.fromEntries(ports.map(({ name }) => [name, { normal: [0, size] }]));
}
