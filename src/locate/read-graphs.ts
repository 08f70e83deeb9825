/** The ONNX models of a search, whole. */
import type { Loadable } from '../convert/loadable.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { wholeModel } from '../onnx/whole-model.js';

type Model = onnx.ModelProto.$Properties;

export interface ReadGraphs {
  /** What the reference runs. */
  readonly right: Model;
  /** What the column runs, or is given a conversion of. */
  readonly other: Model;
}

/** Parts of a graph are made in memory. */
const LARGEST_MODEL = 2 ** 30;
/** @returns why they cannot be searched */
export function readGraphs(
  right: Pick<Loadable, 'path'>,
  other: Pick<Loadable, 'path'>,
): ReadGraphs | { readonly why: string } {
  try {
    const model = wholeModel(right.path);
    if (sizeOf(model) > LARGEST_MODEL) return { why: `the ONNX is larger than ${LARGEST_MODEL / 2 ** 30} GiB` };
    return { right: model, other: other.path === right.path ? model : wholeModel(other.path) };
  } catch {
    // protobufjs throws several kinds of errors; a converter may have written what only runtimes understand.
    return { why: 'the ONNX cannot be read' };
  }
}

function sizeOf({ graph }: onnx.ModelProto.$Properties): number {
  return (graph?.initializer ?? []).reduce((sum, { rawData }) => sum + (rawData?.length ?? 0), 0);
}
