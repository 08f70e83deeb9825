import { CHUNK, float64Decoder } from '../../src/compare/kernel/decode.js';
import type { LeafPair } from '../../src/compare/pairing/structure.js';
import { DTYPES } from '../../src/tensor/dtype.js';
import { elementCount, type PackedTensor, type Tensor } from '../../src/tensor/tensor.js';

type Numbers = readonly number[];
/** Whether this candidate is accepted for this reference. */
type Question = (reference: Numbers, candidate: Numbers) => boolean;

/** A tolerance that people use, the same for every model. */
interface FixedRule {
  readonly name: string;
  readonly accepts: Question;
}

/** A condition on each pair of elements. */
function everywhere(accepts: (reference: number, difference: number) => boolean): Question {
  return (reference, candidate) =>
    reference.every(
      (value, i) => value === candidate[i] || accepts(value, Math.abs((candidate[i] ?? Number.NaN) - value)),
    );
}

/** numpy's and torch's rule. */
function allclose(rtol: number, atol: number): Question {
  return everywhere((value, difference) => difference <= atol + rtol * Math.abs(value));
}

/** Polygraphy accepts an element when either of the two holds. */
function either(rtol: number, atol: number): Question {
  return everywhere((value, difference) => difference <= atol || difference <= rtol * Math.abs(value));
}

function cosine(least: number): Question {
  return (reference, candidate) => {
    let [product, r, c] = [0, 0, 0];
    for (const [i, value] of reference.entries()) {
      const other = candidate[i] ?? Number.NaN;
      product += value * other;
      r += value * value;
      c += other * other;
    }
    return (r === 0 && c === 0) || product >= least * Math.sqrt(r * c);
  };
}

export const fixedRules: readonly FixedRule[] = [
  { name: 'Polygraphy, 1e-5', accepts: either(1e-5, 1e-5) },
  { name: 'torch assert_close, float32', accepts: allclose(1.3e-6, 1e-5) },
  { name: 'ONNX backend tests, 1e-3 / 1e-7', accepts: allclose(1e-3, 1e-7) },
  { name: 'allclose 1e-3 / 1e-5', accepts: allclose(1e-3, 1e-5) },
  { name: 'allclose 1e-3 / 1e-3', accepts: allclose(1e-3, 1e-3) },
  { name: 'cosine ≥ 0.999', accepts: cosine(0.999) },
];

/** Whether each of the rules accepts the pair; all require the same structure, which does not depend on numbers. */
export function acceptedPair(pair: LeafPair): boolean[] {
  if (pair.kind === 'tensors') return accepted(pair.reference, pair.candidate);
  return fixedRules.map(() => pair.kind === 'nothing');
}

/** Whether each of the rules accepts the candidate; all require equal integers, NaN and infinities. */
export function accepted(reference: Tensor, candidate: Tensor): boolean[] {
  const [r, c] = [floatsOf(reference), floatsOf(candidate)];
  if (r === null || c === null) {
    const same = contentOf(reference) === contentOf(candidate);
    return fixedRules.map(() => same);
  }
  const special = (value: number) => (Number.isFinite(value) ? 0 : value);
  if (!r.every((value, i) => Object.is(special(value), special(c[i] ?? Number.NaN))))
    return fixedRules.map(() => false);
  const [rf, cf] = [r, c].map((numbers) => numbers.filter(Number.isFinite));
  return fixedRules.map(({ accepts }) => accepts(rf ?? [], cf ?? []));
}

function contentOf(tensor: Tensor): string {
  return JSON.stringify(tensor.dtype === 'string' ? tensor.strings : [...tensor.bytes]);
}

/** Null for anything but floats. */
function floatsOf(tensor: Tensor): number[] | null {
  return tensor.dtype === 'string' || DTYPES[tensor.dtype].kind !== 'float' ? null : [...numbersOf(tensor)];
}

function numbersOf(tensor: PackedTensor): Float64Array {
  const count = elementCount(tensor.shape);
  const all = new Float64Array(count);
  const decode = float64Decoder(tensor);
  for (let start = 0; start < count; start += CHUNK) {
    const length = Math.min(CHUNK, count - start);
    decode(start, length, all.subarray(start, start + length));
  }
  return all;
}
