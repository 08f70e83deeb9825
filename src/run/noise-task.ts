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
import { jitterSums } from '../onnx/jitter-sums.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { findSteeringConstants } from '../onnx/steering.js';
import { type Column, otherKernels } from '../plan/column.js';
import { byteLength, DTYPES } from '../tensor/dtype.js';
import { elementCount, type Values } from '../tensor/tensor.js';
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

/** Elements times runs behind a noise floor, below which chance alone could make it an eighth of what it is. */
const SAMPLES = 16;
/**
 * Runs when the user asks for no number. Noise that all elements share, such as that of a normalisation by the maximum,
 * gives one sample a run, however many elements there are: an honest runtime would then exceed eight times the floor in
 * 1.5 % of all cases with two runs, in 0.13 % with four and in 0.004 % with eight (Student's t with as many degrees of
 * freedom).
 */
const RUNS = 8;
/** Models with more weights than this are run only as often as design and patience allow. */
const LARGE_BYTES = 256 << 20;
const RUNS_OF_LARGE = 2;

/**
 * How many jittered runs a model needs: as many as asked for, and more where an output has only a few elements. With 16
 * samples the estimate is under an eighth of the truth less than once in 10^12 (chi-square with 16 degrees of freedom).
 * Sizes that the model leaves open count as 1 in front and as 4 elsewhere.
 * @param asked of the config; left out, eight, or two for models of more than 256 MiB
 */
export function noiseRuns({ signature, weights }: Pick<OnnxModel, 'signature' | 'weights'>, asked?: number): number {
  const sizes = signature.outputs.flatMap(({ type }) => {
    if (type.kind !== 'tensor' || !isJitterDType(type.dtype)) return [];
    return [
      (type.shape ?? []).reduce<number>(
        (product, size, axis) => product * (typeof size === 'number' ? size : axis === 0 ? 1 : 4),
        1,
      ),
    ];
  });
  const bytes = weights.reduce(
    (sum, { dtype, elements }) => sum + (isJitterDType(dtype) ? byteLength(dtype, elements) : 0),
    0,
  );
  const wanted = asked ?? (bytes > LARGE_BYTES ? RUNS_OF_LARGE : RUNS);
  return Math.max(wanted, Math.ceil(SAMPLES / Math.max(1, Math.min(SAMPLES, ...sizes))));
}

/**
 * The tasks that measure the noise floor: the model with weights and inputs jittered, `runs` times over, on the runtime
 * that makes the reference, and one plain run with that runtime's other kernels. The jittered copy exists only while its
 * task runs.
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
      path: async () => {
        const path = writeJitteredModel(model.forms[0].absolute, onnx, copy, run);
        jitterSums(path, onnx, run);
        return path;
      },
      done: () => rm(copy, { recursive: true, force: true }),
      format: 'onnx',
      runs: inputs,
    });
  }
  const other = otherKernels(column);
  if (other !== null)
    tasks.push({
      key: otherKernelsTaskKey(model),
      column: other,
      title: `${model.id}: noise floor, other kernels`,
      path: model.forms[0].absolute,
      format: 'onnx',
      runs: cases.map(({ name, inputs, feedback }) => ({
        case: name,
        inputs,
        ...(feedback === undefined ? {} : { feedback }),
      })),
    });
  return tasks;
}

export function otherKernelsTaskKey(model: Model): string {
  return JSON.stringify(['other kernels', model.id]);
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
