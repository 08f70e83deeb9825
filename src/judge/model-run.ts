import type { Model } from '../discover/discover-models.js';
import type { StagedModel } from '../golden/stage-cases.js';
import type { NoiseByCase } from '../noise/noise-cache.js';
import type { Fault } from '../types.js';

/** What a model's cells are compared with. */
export interface Reference {
  readonly kind: 'committed' | 'runtime';
  readonly runtime: string;
  readonly version: string;
  /** By case: the folder with the reference's outputs. */
  readonly outputs: ReadonlyMap<string, string>;
}

export interface ModelRun {
  readonly model: Model;
  readonly staged: StagedModel;
  readonly reference: Reference | { readonly missing: Fault };
  /** Null: the noise floor could not be measured, the dtype table decides. */
  readonly noise: NoiseByCase | null;
  /** Outputs, by leaf, that are the same on all inputs; none when left out. */
  readonly vacuous?: ReadonlySet<string>;
}
