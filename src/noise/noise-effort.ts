/** How often a model is run to measure its noise floor, and by how much it is jittered. */
import { isJitterDType, type JitterDType, jitterPatches } from '../onnx/jitter.js';
import { narrowedTypes } from '../onnx/moved-narrowings.js';
import type { OnnxModel } from '../onnx/onnx-model.js';
import { byteLength, DTYPES } from '../tensor/dtype.js';
import type { CoarsePrecision } from '../types.js';

/** How much is spent on one noise floor. */
export interface NoiseEffort {
  readonly runs: number;
  /** After this many seconds no runs are added beyond the minimum. */
  readonly seconds: number;
  /** Precisions coarser than float32 that are simulated, since columns declare them; sorted. */
  readonly precisions: readonly CoarsePrecision[];
  /** Whether a column computes the model's convolutions by Winograd's transform; left out: none does. */
  readonly winograd?: boolean;
}

/** The minimum for an estimate. */
export const FEWEST_RUNS = 2;

/** Coarsest unit roundoff among what is jittered; null when the model has neither float weights nor float inputs. */
export function jitterUnit(onnx: OnnxModel): number | null {
  const inputs = onnx.signature.inputs.flatMap(({ type }) =>
    type.kind === 'tensor' && isJitterDType(type.dtype) ? [type.dtype] : [],
  );
  const narrowed = onnx.graph.graph == null ? [] : narrowedTypes(onnx.graph.graph);
  const dtypes: JitterDType[] = [...jitterPatches(onnx).map(({ dtype }) => dtype), ...inputs, ...narrowed];
  return dtypes.length === 0 ? null : Math.max(...dtypes.map((dtype) => DTYPES[dtype].unitRoundoff));
}

/** Elements times runs behind a noise floor, below which chance alone could make it an eighth of what it is. */
const SAMPLES = 16;
/**
 * Runs unless the config sets a number. Noise that all elements share, such as that of a normalisation by the maximum,
 * gives one sample per run, however many elements there are: a correct runtime would then exceed eight times the floor in
 * 1.5 % of all cases with two runs, in 0.13 % with four and in 0.004 % with eight (Student's t with as many degrees of
 * freedom).
 */
const RUNS = 8;
/** Models with more weights than this are run less often, to save time. */
const LARGE_BYTES = 256 << 20;
const RUNS_OF_LARGE = 2;

/**
 * How many jittered runs a model needs: as many as requested, and more if an output has only a few elements. With 16
 * samples the estimate is under an eighth of the truth less than once in 10^12 (chi-square with 16 degrees of freedom).
 * Sizes that the model leaves open count as 1 in front and as 4 elsewhere.
 * @param requested by the config; eight when left out, or two for models of more than 256 MiB
 */
export function noiseRuns(
  { signature, weights }: Pick<OnnxModel, 'signature' | 'weights'>,
  requested?: number,
): number {
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
  const wanted = requested ?? (bytes > LARGE_BYTES ? RUNS_OF_LARGE : RUNS);
  return Math.max(wanted, Math.ceil(SAMPLES / Math.max(1, Math.min(SAMPLES, ...sizes))));
}
