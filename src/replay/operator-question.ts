import type { Noise } from '../compare/kernel/noise-model.js';
import type { Column } from '../plan/column.js';
import type { RouteStep } from '../plan/routes.js';
import type { Values } from '../tensor/tensor.js';
import type { Precision } from '../types.js';

/** An operator of a model that was found to be computed wrongly on a column. */
export interface OperatorQuestion {
  /** Id of the model, for progress. */
  readonly model: string;
  /** The ONNX file that the operator is in, absolute; its weights may lie beside it. */
  readonly path: string;
  /** By the graph's names: what the operator reads, as the reference had it. Weights may be left out. */
  readonly inputs: Values;
  /**
   * By the graph's names: what the reference made of it. Of several operators that fail only together, what the last of
   * them makes.
   */
  readonly expected: Values;
  /** By output: its noise floor where the whole model runs; null for one without. None is known when left out. */
  readonly sigma?: Readonly<Record<string, Noise | null>> | undefined;
  readonly column: Column;
  /** What the column or the form declares, the coarser one: what it makes is judged by that. */
  readonly precision: Precision;
  /** Whether float32 is declared to be enough, also for a model in float64. */
  readonly acceptsFloat32: boolean;
  /** The conversions to what the column reads; none where it reads ONNX. */
  readonly route: readonly RouteStep[];
}
