// Tolerances that people use, each as a question: does it accept this pair of tensors?
import { float64Decoder } from '../../lib/compare/kernel/decode.js';
import { DTYPES } from '../../lib/tensor/dtype.js';
import { elementCount } from '../../lib/tensor/tensor.js';

const CHUNK = 16_384;

/** numpy's and torch's rule. */
const allclose = (rtol, atol) => (r, c) =>
  r.every((value, i) => value === c[i] || Math.abs(c[i] - value) <= atol + rtol * Math.abs(value));

/** Polygraphy accepts an element when either of the two holds. */
const either = (rtol, atol) => (r, c) =>
  r.every((value, i) => Math.abs(c[i] - value) <= atol || Math.abs(c[i] - value) <= rtol * Math.abs(value));

const cosine = (least) => (r, c) => {
  let [dot, rr, cc] = [0, 0, 0];
  r.forEach((value, i) => {
    dot += value * c[i];
    rr += value * value;
    cc += c[i] * c[i];
  });
  return rr === 0 && cc === 0 ? true : dot >= least * Math.sqrt(rr * cc);
};

export const fixedRules = [
  ['Polygraphy, 1e-5', either(1e-5, 1e-5)],
  ['torch assert_close, float32', allclose(1.3e-6, 1e-5)],
  ['ONNX backend tests, 1e-3 / 1e-7', allclose(1e-3, 1e-7)],
  ['allclose 1e-3 / 1e-5', allclose(1e-3, 1e-5)],
  ['allclose 1e-3 / 1e-3', allclose(1e-3, 1e-3)],
  ['cosine ≥ 0.999', cosine(0.999)],
];

/** Which of the rules accept the candidate; all want NaN and infinity in the same places, and integers equal. */
export function accepted(reference, candidate) {
  const { kind } = DTYPES[reference.dtype];
  if (kind !== 'float') {
    const same =
      JSON.stringify(reference.strings ?? [...reference.bytes]) ===
      JSON.stringify(candidate.strings ?? [...candidate.bytes]);
    return fixedRules.map(() => same);
  }
  const [r, c] = [numbers(reference), numbers(candidate)];
  const special = (value) => (Number.isFinite(value) ? 0 : value);
  if (!r.every((value, i) => Object.is(special(value), special(c[i])))) return fixedRules.map(() => false);
  const finite = [...r.keys()].filter((i) => Number.isFinite(r[i]));
  const [rf, cf] = [finite.map((i) => r[i]), finite.map((i) => c[i])];
  return fixedRules.map(([, rule]) => rule(rf, cf));
}

function numbers(tensor) {
  const count = elementCount(tensor.shape);
  const all = new Float64Array(count);
  const decode = float64Decoder(tensor);
  for (let start = 0; start < count; start += CHUNK) {
    const length = Math.min(CHUNK, count - start);
    decode(start, length, all.subarray(start, start + length));
  }
  return all;
}
