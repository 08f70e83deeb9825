import { describeAs, type Form } from '../discover/form.js';
import type { NoiseSource, Plan } from '../plan/plan.js';
import { staticFault } from '../plan/static-check.js';
import type { Conversions, WhatRuns } from './converted.js';
import { whatRuns } from './what-runs.js';

/**
 * The plan, with the noise floors of models that are not committed as ONNX measured on the ONNX that was made on the way
 * to one of their cells. How sensitive a network is does not hang on the format it is written in.
 */
export function withConvertedNoise(plan: Plan, conversions: Conversions): Plan {
  const found = plan.models.flatMap((model) => {
    if (plan.noise.has(model.id)) return [];
    for (const cell of plan.cells) {
      if (cell.model !== model || cell.kind !== 'run' || cell.route.length === 0) continue;
      for (const form of cell.forms) {
        const made = whatRuns(form, cell, conversions);
        const stages = 'failure' in made ? [] : [...made.before, made];
        for (const stage of stages) {
          const source = noiseSource(form, stage, plan);
          if (source !== null) return [[model.id, source] as const];
        }
      }
    }
    return [];
  });
  return { ...plan, noise: new Map([...plan.noise, ...found]) };
}

function noiseSource(
  form: Form,
  { path, format, key, names, changes }: WhatRuns,
  { onnxHome }: Plan,
): NoiseSource | null {
  if (format !== 'onnx' || onnxHome === null) return null;
  const content = describeAs(format, path);
  if (content === null || 'fault' in content || content.onnx === undefined || content.signature === null) return null;
  if (staticFault(content.signature, onnxHome.runtime) !== null) return null;
  return {
    form: { ...form, absolute: path, sha256: key, names, changes, content },
    onnx: content.onnx,
    column: onnxHome,
  };
}
