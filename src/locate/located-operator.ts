import type { Noise } from '../compare/kernel/noise-model.js';
import type { Loadable } from '../convert/loadable.js';
import type { onnx } from '../onnx/proto/onnx.js';
import type { Column } from '../plan/column.js';
import type { RouteStep } from '../plan/routes.js';
import type { Values } from '../tensor/tensor.js';

/**
 * The operator at which a model begins to drift, with everything that running it alone takes; or together with those before
 * it, where it is wrong only with them.
 */
export interface LocatedOperator {
  /** As in the graph of `model`, with its branches and bodies. */
  readonly node: onnx.NodeProto.$Properties;
  /** Its place among the nodes of the outermost graph, from 0. */
  readonly index: number;
  /** Of one in a body: the places of the nodes with the bodies that it is in, the outermost first. */
  readonly around?: readonly number[];
  /** Number of these nodes. */
  readonly of: number;
  /** What it reads, constants too, by the names in the graph, as the reference computed it; of several, what they read. */
  readonly inputs: Values;
  /** What the reference makes of them, by the names in the graph. */
  readonly expected: Values;
  /** What the column makes of them when it runs the operator alone; null when it could not. */
  readonly candidate: Values | null;
  /** By output: its noise floor in the whole model; null where it has none. */
  readonly sigma: Readonly<Record<string, Noise | null>>;
  /** The ONNX that the column runs, or that it is given a conversion of. */
  readonly model: Loadable;
  /** The conversions from that ONNX to what the column reads; none when it reads ONNX. */
  readonly steps: readonly RouteStep[];
  readonly column: Column;
  /** Name of the golden case. */
  readonly case: string;
}
