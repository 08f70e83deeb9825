import type { FormConverter } from '../convert/convert-form.js';
import type { Column } from '../plan/column.js';
import type { RuntimePool } from '../run/run-request.js';

/** Where operators are run. */
export interface ReplayContext {
  readonly pool: RuntimePool;
  readonly converter: FormConverter;
  /** What computes by the specification: the home runtime of ONNX, without optimisations. */
  readonly reference: Column;
  /** Runtimes of different engines that evaluate a model in float64. */
  readonly witnesses: readonly Column[];
  /** For models and outputs; the caller removes it. */
  readonly folder: string;
}
