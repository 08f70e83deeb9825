import { FLOAT, isStandard } from './element-types.js';
import { coin } from './jitter.js';
import { movedActivation } from './moved-activations.js';
import { movedCoefficients } from './moved-coefficients.js';
import { movedNarrowing } from './moved-narrowings.js';
import { movedQuantiser } from './moved-quantisers.js';
import { NodeList } from './node-list.js';
import { orderedResult } from './ordered-sums.js';
import { type Rewrite, rewriteFile } from './rewrite-nodes.js';
import { roundedPlaces } from './rounded-places.js';
import { roundedSum } from './rounded-sums.js';

export interface SumJitter {
  /** Of the run: runs differ in the direction of summation. */
  readonly seed: number;
  /** Values that are rounded, compared or looked up behind, which stay as they are. */
  readonly steering: ReadonlySet<string>;
}

/**
 * Adds to a copy of a model what moving its weights cannot show: that a float32 sum of n terms is rounded n times, in an
 * order that every runtime chooses for itself, that places between pixels are rounded, that quantisers round to one of two
 * steps, that values are narrowed to float16 or bfloat16, or cut to 8 bits where the model allows it, and that operators
 * of ai.onnx.ml have their weights in attributes.
 * @param path of the copy
 */
export function jitterSums(path: string, jitter: SumJitter): void {
  rewriteFile(path, jitteredSums(jitter));
}

/**
 * Reductions, means and normalisations are moved half the way to the same sums taken plainly one term after the other, so
 * that eight times the noise floor is four times the error of the worst order; long products of matrices, and sums before
 * there was CumSum, get the error that such an order is known to make. Sums that are not known to be float32 are left
 * unchanged. Images that are resized get the error of rounded places, and quantisers an input that is moved by a small
 * part of a step.
 */
export function jitteredSums({ seed, steering }: SumJitter): Rewrite {
  const up = coin(seed);
  let narrowings = 0;
  let regressions = 0;
  return (node, { graph, opset, types, constants }) => {
    const backwards = up() === 1;
    const [name = ''] = node.output ?? [];
    if (!isStandard(node))
      return (
        movedCoefficients(node, { opset, backwards, seed: seed + 10_000 * ++regressions }) ??
        movedActivation(node, { opset, types, seed: seed + 100 * ++narrowings })
      );
    const narrowed = movedNarrowing(node, { opset, types, seed: seed + 100 * ++narrowings, steering });
    if (narrowed !== null) return narrowed;
    if (types.get(node.input?.[0] ?? '') === FLOAT) {
      const moved = movedQuantiser(node, { opset, constants, seed });
      if (moved !== null) return moved;
    }
    if (name === '' || types.get(name) !== FLOAT || steering.has(name)) return null;
    const list = new NodeList(name);
    const plain = `${name}__plain`;
    const ordered = orderedResult(list, node, plain, { opset, constants, backwards });
    if (ordered !== null) {
      const half = list.float(0.5);
      // Not plain + (ordered − plain) / 2, which turns infinity into NaN.
      list.op('Add', [list.op('Mul', [plain, half]), list.op('Mul', [ordered, half])], [], name);
    } else {
      const rounded =
        roundedSum(list, node, plain, { opset, graph, constants, seed }) ??
        roundedPlaces(list, node, plain, { opset, graph, constants, seed });
      if (rounded === null) return null;
      list.op('Identity', [rounded], [], name);
    }
    return [{ ...node, output: [plain, ...(node.output ?? []).slice(1)] }, ...list.nodes];
  };
}
