import { sameShape } from '../compare/pairing/structure.js';
import { attributeOf } from '../onnx/attributes.js';
import { dtypeOfOnnx } from '../onnx/data-type.js';
import { DTYPES } from '../tensor/dtype.js';
import { storageOf } from '../tensor/elements.js';
import { integerLimits } from '../tensor/encode-elements.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { Node } from './operator-alone.js';

/** What the two sides made of an operator. */
export interface Sides {
  readonly reference: Value | undefined;
  readonly candidate: Value | undefined;
}

/**
 * Why the specification defines no result where two sides differ, so that every runtime may make another one, in words that
 * follow "the specification says that". Null where it defines one for any element in which they differ, or is not known
 * not to.
 */
export function undefinedResult(node: Node, inputs: Values, sides: Sides): string | null {
  const read = (place: number): Value | undefined => {
    const name = node.input?.[place];
    return name !== undefined && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  };
  const only = (isOpen: ((index: number) => boolean) | null): boolean => {
    const differing = isOpen === null ? [] : differingElements(sides);
    return isOpen !== null && differing.length > 0 && differing.every(isOpen);
  };
  switch (node.opType) {
    case 'Cast':
      return only(overflows(node, read(0))) ? OVERFLOW : null;
    case 'Div':
    case 'Mod':
      return only(dividesByZero(read(1), sides)) ? ZERO : null;
    default:
      return null;
  }
}

const OVERFLOW = 'a number that does not fit into the integer type of a Cast has no defined result';
const ZERO = 'an integer divided by zero has no defined result';

/** Their places; none where the two have no elements in common. */
function differingElements({ reference, candidate }: Sides): number[] {
  if (reference?.kind !== 'tensor' || candidate?.kind !== 'tensor') return [];
  if (reference.dtype === 'string' || candidate.dtype !== reference.dtype) return [];
  if (!sameShape(reference.shape, candidate.shape)) return [];
  const [own, other] = [storageOf(reference), storageOf(candidate as typeof reference)];
  return Array.from(own.keys()).filter((index) => !Object.is(own[index], other[index]));
}

/** Of floats: integers are cut to the bits that there are. */
function overflows(node: Node, value: Value | undefined): ((index: number) => boolean) | null {
  const to = dtypeOfOnnx(Number(attributeOf(node, 'to')?.i ?? 0));
  if (to === undefined || to === 'string' || DTYPES[to].kind !== 'integer') return null;
  if (value?.kind !== 'tensor' || (value.dtype !== 'float32' && value.dtype !== 'float64')) return null;
  const numbers = storageOf(value);
  const [low = 0, high = 0] = integerLimits(to).map(Number);
  // The largest int64 is no number of JavaScript; the one after it is.
  return (index) => {
    const whole = Math.trunc(Number(numbers[index]));
    return !(whole >= low && whole < high + 1);
  };
}

function dividesByZero(divisor: Value | undefined, { reference }: Sides): ((index: number) => boolean) | null {
  if (divisor?.kind !== 'tensor' || divisor.dtype === 'string' || DTYPES[divisor.dtype].kind !== 'integer') return null;
  if (reference?.kind !== 'tensor') return null;
  const numbers = storageOf(divisor);
  return (index) => Number(numbers[broadcastPlace(index, divisor.shape, reference.shape)]) === 0;
}

/** Which element of an operand is read for an element of the result, whose shape it is broadcast to. */
function broadcastPlace(index: number, own: readonly number[], shape: readonly number[]): number {
  let [rest, place, stride] = [index, 0, 1];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    const size = shape[axis] ?? 1;
    const ownSize = own[axis - shape.length + own.length] ?? 1;
    if (ownSize > 1) place += (rest % size) * stride;
    stride *= ownSize;
    rest = Math.floor(rest / size);
  }
  return place;
}
