import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Model } from '../discover/discover-models.js';
import type { Form } from '../discover/form.js';
import { inputsForForm, type StagedCase } from '../golden/stage-cases.js';
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
import { otherKernels } from '../plan/column.js';
import type { NoiseSource } from '../plan/plan.js';
import { byteLength, DTYPES } from '../tensor/dtype.js';
import { elementCount, type Values } from '../tensor/tensor.js';
import type { Task } from '../trial/task.js';
import { readValues, writeValues } from '../values/value-folder.js';

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
  { form, onnx, column }: NoiseSource,
  cases: readonly StagedCase[],
  { runs, seconds }: NoiseEffort,
  folder: string,
): Promise<Task[]> {
  const tasks: Task[] = [];
  const own = await casesOf(form, cases, folder);
  const plain = own.map(({ name, inputs, feedback }) => ({
    case: name,
    inputs,
    ...(feedback === undefined ? {} : { feedback }),
  }));
  if (form !== model.forms[0])
    tasks.push({
      key: noiseBaseTaskKey(model),
      column,
      title: `${model.id}: noise floor, ${form.path}`,
      path: form.absolute,
      format: 'onnx',
      runs: plain,
    });
  // The runs of one model follow each other on one worker: what they took so far decides whether more are worth it.
  let spent = 0;
  let start = 0;
  const steering = findSteeringConstants(onnx.graph);
  for (let run = 1; run <= runs; run++) {
    const inputs: Task['runs'][number][] = [];
    for (const [index, staged] of own.entries()) {
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
      skip: () => run > FEWEST_RUNS && spent > seconds * 1000,
      path: async () => {
        start = performance.now();
        const path = writeJitteredModel(form.absolute, onnx, copy, run);
        jitterSums(path, onnx, run);
        return path;
      },
      done: async () => {
        spent += performance.now() - start;
        await rm(copy, { recursive: true, force: true });
      },
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
      path: form.absolute,
      format: 'onnx',
      runs: plain,
    });
  return tasks;
}

/** The cases under the form's own names; a state that it calls otherwise is not fed back to it. */
async function casesOf(form: Form, cases: readonly StagedCase[], folder: string): Promise<StagedCase[]> {
  const own: StagedCase[] = [];
  for (const [index, staged] of cases.entries())
    own.push({ ...staged, inputs: await inputsForForm(staged, form, join(folder, `noise-${index}`)) });
  return own;
}

/** How much is spent on one noise floor. */
export interface NoiseEffort {
  readonly runs: number;
  /** After so many seconds no more than the fewest runs are made. */
  readonly seconds: number;
}

/** Fewer tell nothing. */
export const FEWEST_RUNS = 2;

/** The plain run of the form that is jittered, where that is not the first form, whose reference serves. */
export function noiseBaseTaskKey(model: Model): string {
  return JSON.stringify(['noise base', model.id]);
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
