import type { FormConverter } from '../convert/convert-form.js';
import { committed, type Loadable } from '../convert/loadable.js';
import { describeAs } from '../discover/read-form.js';
import { goldenCases, type StagedModel } from '../golden/stage-cases.js';
import type { NoiseSource } from '../noise/noise-context.js';
import { jitterUnit } from '../noise/noise-effort.js';
import type { Column } from '../plan/column.js';
import type { ModelPlan } from '../plan/plan.js';
import { staticFault } from '../plan/static-check.js';

export interface NoiseSourceContext {
  readonly converter: FormConverter;
  /** Where ONNX that is made on a route is jittered; null when no embedded runtime runs it here. */
  readonly onnxHome: Column | null;
}

/**
 * The graph that the noise floor of a model is measured on: a committed form that is ONNX, else the ONNX made on the route
 * to the first of its cells that has any. The sensitivity of a network does not depend on the format it is stored in.
 * @returns null when there is none, or nothing in it to jitter
 */
export async function findNoiseSource(
  { cells, noise }: ModelPlan,
  staged: StagedModel,
  { converter, onnxHome }: NoiseSourceContext,
): Promise<NoiseSource | null> {
  if (noise !== null) return movable({ model: committed(noise.form), onnx: noise.onnx, column: noise.column });
  if (onnxHome === null) return null;
  for (const cell of cells) {
    if (cell.kind === 'skip' || cell.route.length === 0) continue;
    for (const form of cell.forms) {
      const converted = await converter.convert(form, cell.route, goldenCases(staged));
      for (const stage of converted.ok ? converted.stages : []) {
        const source = sourceOf(stage, onnxHome);
        if (source !== null) return movable(source);
      }
    }
  }
  return null;
}

function sourceOf(model: Loadable, column: Column): NoiseSource | null {
  if (model.format !== 'onnx') return null;
  const content = describeAs(model.format, model.path);
  if (content === null || 'fault' in content || content.onnx === undefined || content.signature === null) return null;
  if (staticFault(content.signature, column.runtime) !== null) return null;
  return { model, onnx: content.onnx, column };
}

const movable = (source: NoiseSource): NoiseSource | null => (jitterUnit(source.onnx) === null ? null : source);
