import { attributeOf } from '../onnx/attributes.js';
import { dtypeOfOnnx } from '../onnx/data-type.js';
import { DTYPES } from '../tensor/dtype.js';
import { storageOf } from '../tensor/elements.js';
import { integerLimits } from '../tensor/encode-elements.js';
import type { Value, Values } from '../tensor/tensor.js';
import type { Node } from './operator-alone.js';

/**
 * Why the specification defines no result for these inputs, so that every runtime may make another one, in words that
 * follow "the specification says that". Null where the result is defined, or is not known not to be.
 */
export function undefinedResult(node: Node, inputs: Values): string | null {
  const read = (place: number): Value | undefined => {
    const name = node.input?.[place];
    return name !== undefined && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  };
  switch (node.opType) {
    case 'Cast':
      return overflows(node, read(0)) ? OVERFLOW : null;
    case 'Div':
    case 'Mod':
      return dividesByZero(read(1)) ? ZERO : null;
    default:
      return null;
  }
}

const OVERFLOW = 'a number that does not fit into the integer type of a Cast has no defined result';
const ZERO = 'an integer divided by zero has no defined result';

/** Of floats: integers are cut to the bits that there are. */
function overflows(node: Node, value: Value | undefined): boolean {
  const to = dtypeOfOnnx(Number(attributeOf(node, 'to')?.i ?? 0));
  if (to === undefined || to === 'string' || DTYPES[to].kind !== 'integer') return false;
  if (value?.kind !== 'tensor' || (value.dtype !== 'float32' && value.dtype !== 'float64')) return false;
  const [low, high] = integerLimits(to).map(Number);
  if (low === undefined || high === undefined) return false;
  return Array.from(storageOf(value), Number).some((one) => !(Math.trunc(one) >= low && Math.trunc(one) <= high));
}

function dividesByZero(value: Value | undefined): boolean {
  if (value?.kind !== 'tensor' || value.dtype === 'string' || DTYPES[value.dtype].kind !== 'integer') return false;
  return Array.from(storageOf(value), Number).includes(0);
}
