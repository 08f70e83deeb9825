/** Operators that decide: what they make jumps where what they read moves by no more than rounding. */
import { NOISE_MULTIPLE } from '../compare/kernel/noise-limits.js';
import type { Noise } from '../compare/kernel/noise-model.js';
import { numbersOf } from '../compare/kernel/numbers-of.js';
import { PRECISION_ROUNDOFF } from '../compare/kernel/rounding.js';
import { sameShape } from '../compare/pairing/structure.js';
import { intOf } from '../onnx/attributes.js';
import type { onnx } from '../onnx/proto/onnx.js';
import { isValidSelection } from '../onnx/valid-selection.js';
import { broadcastPlace } from '../tensor/broadcast-place.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementCount, type PackedTensor, type Tensor } from '../tensor/tensor.js';
import type { Precision } from '../types.js';

type Node = onnx.NodeProto.$Properties;

/** One value that a deciding operator reads. */
export interface Operand {
  readonly tensor: Tensor;
  /** Null for one that is given: runtimes have the same. */
  readonly noise: Noise | null;
}

export interface Decision {
  /** By their place among what the node reads; undefined for one that is not known. */
  read(place: number): Operand | undefined;
  /** What the reference and what the column makes of them, by their place among what the node makes. */
  readonly made: readonly { readonly reference: Tensor; readonly candidate: Tensor }[];
  readonly precision: Precision;
}

/** Whether all that differs is where what the operator reads is on the edge, within rounding: then no side is wrong. */
export function isOnEdge(node: Node, decision: Decision): boolean {
  if (node.opType === 'NonMaxSuppression') return selectsAlike(node, decision);
  let differs = false;
  for (const { reference, candidate } of decision.made) {
    if (reference.dtype === 'string' || candidate.dtype === 'string' || candidate.dtype !== reference.dtype)
      return false;
    if (!sameShape(reference.shape, candidate.shape)) return false;
    const [own, other] = [numbersOf(reference), numbersOf(candidate)];
    let isEdge: Edge | null | undefined;
    for (const [index, value] of own.entries()) {
      const moved = other[index] ?? Number.NaN;
      if (value === moved || (Number.isNaN(value) && Number.isNaN(moved))) continue;
      isEdge ??= edgeOf(node, decision, reference);
      if (isEdge?.(index, value, moved) !== true) return false;
      differs = true;
    }
  }
  return differs;
}

/** Whether one element may be `moved` as well as `value`. */
type Edge = (index: number, value: number, moved: number) => boolean;

/** Null for an operator that decides nothing, or reads nothing that was rounded. */
function edgeOf(node: Node, { read, precision }: Decision, made: PackedTensor): Edge | null {
  const one = rounded(read(0), precision);
  const other = rounded(read(1), precision);
  if (one === null || !(one.isRounded || other?.isRounded === true)) return null;
  /** Whether what is read for an element is so near to a whole number, with `shift` to one between two. */
  const nearWhole =
    (shift: number): Edge =>
    (index, value, moved) => {
      const x = (one.numbers[index] ?? Number.NaN) + shift;
      return Math.abs(value - moved) <= 1 && Math.abs(x - Math.round(x)) <= one.room(index);
    };
  const nearZero: Edge = (index) => Math.abs(one.numbers[index] ?? Number.NaN) <= one.room(index);
  switch (node.opType) {
    case 'Equal':
    case 'Greater':
    case 'GreaterOrEqual':
    case 'Less':
    case 'LessOrEqual': {
      if (other === null) return null;
      return (index) => {
        const [a, b] = [one, other].map(({ shape }) => broadcastPlace(index, shape, made.shape));
        const distance = Math.abs((one.numbers[a ?? 0] ?? Number.NaN) - (other.numbers[b ?? 0] ?? Number.NaN));
        return distance <= one.room(a ?? 0) + other.room(b ?? 0);
      };
    }
    case 'Cast':
      if (DTYPES[made.dtype].kind === 'bool') return nearZero;
      return DTYPES[made.dtype].kind === 'integer' ? nearWhole(0) : null;
    case 'Ceil':
    case 'Floor':
      return nearWhole(0);
    case 'Round':
      return nearWhole(0.5);
    case 'Sign':
      return nearZero;
    case 'ArgMax':
    case 'ArgMin':
      return nearAlong(intOf(node, 'axis', 0), 1, one);
    case 'TopK': {
      const axis = intOf(node, 'axis', -1);
      return nearAlong(axis, made.shape.at(axis) ?? 1, one);
    }
    default:
      return null;
  }
}

interface Rounded {
  readonly numbers: Float32Array | Float64Array;
  readonly shape: readonly number[];
  readonly isRounded: boolean;
  /** How far the element may be off by rounding. */
  room(index: number): number;
}

function rounded(operand: Operand | undefined, precision: Precision): Rounded | null {
  if (operand === undefined || operand.tensor.dtype === 'string') return null;
  const { tensor, noise } = operand;
  const numbers = numbersOf(tensor);
  const isRounded = noise !== null && DTYPES[tensor.dtype].kind === 'float';
  const coarser = PRECISION_ROUNDOFF[precision] / PRECISION_ROUNDOFF.f32;
  const { sigma = 0 } = noise ?? {};
  const unit = isRounded ? DTYPES[tensor.dtype].unitRoundoff : 0;
  const room = (index: number) =>
    isRounded ? NOISE_MULTIPLE * coarser * (sigma + unit * Math.abs(numbers[index] ?? 0)) : 0;
  return { numbers, shape: tensor.shape, isRounded, room };
}

/** Of indices along an axis: whether the two that are named hold the same within rounding. */
function nearAlong(axis: number, count: number, { numbers, shape, room, isRounded }: Rounded): Edge | null {
  const place = axis < 0 ? axis + shape.length : axis;
  const length = shape[place];
  if (!isRounded || length === undefined) return null;
  const inner = elementCount(shape.slice(place + 1));
  return (index, value, moved) => {
    if (!Number.isInteger(value) || !Number.isInteger(moved)) return false;
    const start = Math.floor(index / (count * inner)) * length * inner + (index % inner);
    const [a, b] = [value, moved].map((one) => start + (one < 0 ? one + length : one) * inner);
    if (a === undefined || b === undefined) return false;
    return Math.abs((numbers[a] ?? Number.NaN) - (numbers[b] ?? Number.NaN)) <= room(a) + room(b);
  };
}

/** Whether what the column selects is right too, where boxes and scores may be off by rounding. */
function selectsAlike(node: Node, { read, made: [made], precision }: Decision): boolean {
  const scores = rounded(read(1), precision);
  const boxes = rounded(read(0), precision);
  if (made === undefined || boxes === null || scores === null || !(boxes.isRounded || scores.isRounded)) return false;
  const largest = ({ numbers, room }: Rounded) =>
    Array.from(numbers.keys()).reduce((most, index) => Math.max(most, room(index)), 0);
  const number = (place: number) => {
    const value = read(place)?.tensor;
    return value === undefined || value.dtype === 'string' ? null : (numbersOf(value)[0] ?? null);
  };
  const isCentred = intOf(node, 'center_point_box', 0) === 1;
  const selection = { boxes, scores, most: number(2), overlap: number(3), least: number(4), isCentred };
  return isValidSelection(made.candidate, selection, { score: largest(scores), side: largest(boxes) });
}
