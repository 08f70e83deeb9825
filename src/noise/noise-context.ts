/** What a noise floor is measured on, and with what. */
import type { TallyPool } from '../compare/kernel/tally-pool.js';
import type { Loadable } from '../convert/loadable.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import type { Column } from '../plan/column.js';
import type { RuntimePool } from '../run/run-request.js';
import type { Values } from '../tensor/tensor.js';
import type { NoiseEffort } from './noise-effort.js';

/** The graph that is jittered, and where it runs. */
export interface NoiseSource {
  readonly model: Loadable;
  readonly onnx: OnnxModel;
  readonly column: Column;
}

export interface NoiseContext {
  /** For progress. */
  readonly id: string;
  readonly pool: RuntimePool;
  readonly effort: NoiseEffort;
  /** Folder for the outputs of the runs while they are needed. */
  readonly folder: string;
  readonly threads?: TallyPool;
  /** Outputs of the first form by case, where another form is jittered; undefined for what is not known. */
  first?(name: string): Promise<Values | undefined>;
  /** Sees the outputs of every jittered run. */
  watch?(base: Values, moved: Values): void;
}
