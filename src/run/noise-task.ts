import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from '../discover/discover-models.js';
import type { StagedCase } from '../golden/stage-cases.js';
import {
  isJitterDType,
  type JitterDType,
  jitterInPlace,
  jitterPatches,
  SMALL,
  writeJitteredModel,
} from '../onnx/jitter.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { findSteeringConstants } from '../onnx/steering.js';
import type { Column } from '../plan/column.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementCount, type Values } from '../tensor/tensor.js';
import type { Signature } from '../types.js';
import { readValues, writeValues } from '../worker/value-folder.js';
import type { Task } from './task.js';

/** Coarsest unit roundoff among what is jittered; null when the model has neither float weights nor float inputs. */
export function jitterUnit(onnx: OnnxModel): number | null {
  const inputs = onnx.signature.inputs.flatMap(({ type }) =>
    type.kind === 'tensor' && isJitterDType(type.dtype) ? [type.dtype] : [],
  );
  const dtypes: JitterDType[] = [...jitterPatches(onnx).map(({ dtype }) => dtype), ...inputs];
  return dtypes.length === 0 ? null : Math.max(...dtypes.map((dtype) => DTYPES[dtype].unitRoundoff));
}

/** Samples (elements times runs) behind a noise floor, below which chance alone could make it an eighth of what it is. */
const SAMPLES = 16;

/**
 * How many jittered runs a model needs: as many as asked for, and more where an output has only a few elements. With 16
 * samples the estimate is under an eighth of the truth less than once in 10^12 (chi-square with 16 degrees of freedom).
 * Sizes that the model leaves open count as 1 in front and as 4 elsewhere.
 */
export function noiseRuns(signature: Signature, asked: number): number {
  const sizes = signature.outputs.flatMap(({ type }) => {
    if (type.kind !== 'tensor' || !isJitterDType(type.dtype)) return [];
    return [
      (type.shape ?? []).reduce<number>(
        (product, size, axis) => product * (typeof size === 'number' ? size : axis === 0 ? 1 : 4),
        1,
      ),
    ];
  });
  return Math.max(asked, Math.ceil(SAMPLES / Math.max(1, Math.min(SAMPLES, ...sizes))));
}

/**
 * The tasks that measure the noise floor: the model with weights and inputs jittered, `runs` times over, on the runtime
 * that makes the reference. The jittered copy exists only while its task runs.
 */
export async function noiseTasks(
  model: Model,
  onnx: OnnxModel,
  cases: readonly StagedCase[],
  column: Column,
  runs: number,
  folder: string,
): Promise<Task[]> {
  const tasks: Task[] = [];
  const steering = findSteeringConstants(onnx.graph);
  for (let run = 1; run <= runs; run++) {
    const inputs: Task['runs'][number][] = [];
    for (const [index, staged] of cases.entries()) {
      const target = join(folder, `inputs-${run}-${index}`);
      await mkdir(target, { recursive: true });
      await writeValues(target, jitteredInputs(await readValues(staged.inputs), steering, run));
      inputs.push({
        case: staged.name,
        inputs: target,
        ...(staged.feedback === undefined ? {} : { feedback: staged.feedback }),
      });
    }
    const copy = join(folder, `model-${run}`);
    tasks.push({
      key: noiseTaskKey(model, run),
      column,
      title: `${model.id}: noise floor, run ${run} of ${runs}`,
      path: async () => writeJitteredModel(model.forms[0].absolute, onnx, copy, run),
      done: () => rm(copy, { recursive: true, force: true }),
      format: 'onnx',
      runs: inputs,
    });
  }
  return tasks;
}

export function noiseTaskKey(model: Model, run: number): string {
  return `noise ${run} ${model.id}`;
}

/** A few numbers that steer (a bound, a threshold, a scale) stay as they are; data that happens to be compared moves. */
function jitteredInputs(inputs: Values, steering: ReadonlySet<string>, seed: number): Values {
  return Object.fromEntries(
    Object.entries(inputs).map(([name, value], index) => {
      if (value.kind !== 'tensor' || value.dtype === 'string' || !isJitterDType(value.dtype)) return [name, value];
      if (steering.has(name) && elementCount(value.shape) <= SMALL) return [name, value];
      const bytes = new Uint8Array(value.bytes);
      jitterInPlace(bytes, value.dtype, seed * 1009 + index + 1);
      return [name, { ...value, bytes }];
    }),
  );
}
