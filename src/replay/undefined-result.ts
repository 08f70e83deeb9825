import { numbersOf } from '../compare/kernel/numbers-of.js';
import { sameShape } from '../compare/pairing/structure.js';
import { attributeOf, intOf } from '../onnx/attributes.js';
import { dtypeOfOnnx } from '../onnx/data-type.js';
import { isValidSelection } from '../onnx/valid-selection.js';
import { broadcastPlace } from '../tensor/broadcast-place.js';
import { DTYPES } from '../tensor/dtype.js';
import { storageOf } from '../tensor/elements.js';
import { integerLimits } from '../tensor/encode-elements.js';
import type { Value } from '../tensor/tensor.js';
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
 * @param find a value by its name, weights too
 */
export function undefinedResult(node: Node, find: (name: string) => Value | undefined, sides: Sides): string | null {
  const read = (place: number): Value | undefined => {
    const name = node.input?.[place] ?? '';
    return name === '' ? undefined : find(name);
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
    case 'NonMaxSuppression':
      return selectsAnother(node, read, sides) ? SAME_SCORES : null;
    default:
      return null;
  }
}

const OVERFLOW = 'a number that does not fit into the integer type of a Cast has no defined result';
const ZERO = 'an integer divided by zero has no defined result';
const SAME_SCORES = 'any of several boxes with the same score may come first';

/** Whether both sides select boxes as specified. */
function selectsAnother(node: Node, read: (place: number) => Value | undefined, made: Sides): boolean {
  const numbers = (place: number) => {
    const value = read(place);
    if (value?.kind !== 'tensor' || value.dtype === 'string') return null;
    return { numbers: numbersOf(value), shape: value.shape };
  };
  const [boxes, scores] = [numbers(0), numbers(1)];
  if (boxes === null || scores === null) return false;
  const given = (place: number) => numbers(place)?.numbers[0] ?? null;
  const isCentred = intOf(node, 'center_point_box', 0) === 1;
  const selection = { boxes, scores, most: given(2), overlap: given(3), least: given(4), isCentred };
  return [made.reference, made.candidate].every((side) => side?.kind === 'tensor' && isValidSelection(side, selection));
}

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
