import type { Loadable } from '../convert/loadable.js';
import type { Form } from '../discover/form.js';
import type { StagedCase } from '../golden/stage-cases.js';
import type { Column } from '../plan/column.js';
import type { RouteStep } from '../plan/routes.js';
import type { Precision } from '../types.js';

/** A column that drifts, from the ONNX on its route on. */
export interface LayerSuspect {
  readonly model: string;
  /** Path of the committed form. */
  readonly form: string;
  /** Conversions before the ONNX. */
  readonly step: number;
  /** The ONNX that the reference runs. */
  readonly right: Loadable;
  /** Path of the form that the reference runs, where it is another one; null for the same. */
  readonly against: string | null;
  /** The ONNX that the column runs, or is given a conversion of; the same one, or one whose values have the same names. */
  readonly onnx: Loadable;
  /**
   * The committed form, where there is no ONNX on its route: then layers are compared, of what its first `step`
   * conversions make. `right` and `onnx` are that form, and `steps` are all its conversions.
   */
  readonly source?: Form;
  /** Conversions from there to what the column reads. */
  readonly steps: readonly RouteStep[];
  readonly column: Column;
  readonly precision: Precision;
  /** Whether float32 is declared to be enough, also for a model in float64. */
  readonly acceptsFloat32: boolean;
  readonly reference: Column;
  /** Under the names of the first form. */
  readonly case: StagedCase;
}
