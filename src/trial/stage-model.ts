import { join } from 'node:path';
import type { Config } from '../config/schema.js';
import type { Model } from '../discover/discover-models.js';
import { type StagedModel, stageCases } from '../golden/stage-cases.js';
import type { Host } from '../host/host.js';
import { EVERY_PROBE, stageProbes } from '../probe/stage-probes.js';

export interface StageContext {
  readonly host: Host;
  readonly config: Config;
  /** Probe batches and sizes even where the config does not request it. */
  readonly everyProbe: boolean;
  readonly folder: string;
}

/**
 * The golden cases of a model, with the requested probes. Nothing runs: inputs that have to be made up are those of the
 * first draw.
 * @throws UserError when the goldens, or what the config says of them, do not fit the model
 */
export async function stageModel(model: Model, context: StageContext): Promise<StagedModel> {
  const { host, config, folder } = context;
  return withProbes(model, await stageCases(model, join(folder, 'golden'), config, host), context);
}

/** The cases with the requested probes. */
export async function withProbes(
  model: Model,
  goldens: StagedModel,
  { everyProbe, folder }: Pick<StageContext, 'everyProbe' | 'folder'>,
): Promise<StagedModel> {
  const requested = model.entry.probes;
  const probes = everyProbe ? { ...EVERY_PROBE, ...requested } : requested;
  if (probes === undefined) return goldens;
  return stageProbes(model, goldens, probes, join(folder, 'probes'));
}
