/** Values that rounding decides: the reference itself makes others when everything moves by a unit in the last place. */
import { numbersOf } from '../compare/kernel/numbers-of.js';
import { DTYPES } from '../tensor/dtype.js';
import { elementCount, type PackedTensor, type Tensor, type Values } from '../tensor/tensor.js';

/** How a value changes over such runs. */
export interface Moved {
  /** Elements that were another in some run; null where it had another size. */
  readonly places: ReadonlySet<number> | null;
  /** The largest change of an element. */
  readonly by: number;
  /** The fewest and the most elements that it had. */
  readonly counts: readonly [number, number];
}

interface MovedValue {
  readonly tensor: Tensor;
  /** Null where it is always the same. */
  readonly moved: Moved | null;
}

/** How it changed in this run, with how it did before; of floats only another size, since all of them move. */
export function changeOf(one: Values[string], other: Values[string] | undefined, before: Moved | null): Moved | null {
  if (one.kind !== 'tensor' || other?.kind !== 'tensor' || one.dtype === 'string' || other.dtype === 'string')
    return before;
  const [own, count] = [elementCount(one.shape), elementCount(other.shape)];
  if (own !== count) {
    const [fewest, most] = before?.counts ?? [own, own];
    return { places: null, by: 0, counts: [Math.min(fewest, count), Math.max(most, count)] };
  }
  if (isFloat(one) || Buffer.compare(one.bytes, other.bytes) === 0 || before?.places === null) return before;
  const places = new Set(before?.places);
  let by = before?.by ?? 0;
  for (const [index, change] of changesOf(one, other)) {
    places.add(index);
    by = Math.max(by, change);
  }
  return { places, by, counts: [own, own] };
}

function isFloat({ dtype }: Tensor): boolean {
  const kind = dtype === 'string' ? 'string' : DTYPES[dtype].kind;
  return kind === 'float' || kind === 'complex';
}

function* changesOf(one: PackedTensor, other: PackedTensor): Generator<readonly [number, number]> {
  const [a, b] = [numbersOf(one), numbersOf(other)];
  for (const [index, value] of a.entries()) if (value !== b[index]) yield [index, Math.abs(value - (b[index] ?? 0))];
}

/** How many times as many elements may differ as moved, and by how many times as much, where rounding decides. */
const MORE = 4;

/**
 * Whether rounding alone makes such another value of it, or of such another size: then no runtime can be held to it. What
 * differs in other places than move, or by much more, is more than rounding decides.
 */
export function isUndecided({ tensor, moved }: MovedValue, other: Tensor): boolean {
  if (moved === null || tensor.dtype === 'string' || other.dtype !== tensor.dtype) return false;
  const count = elementCount(other.shape);
  if (moved.places === null) {
    const [fewest, most] = moved.counts;
    return count >= fewest - (most - fewest) && count <= most + (most - fewest);
  }
  if (count !== elementCount(tensor.shape)) return false;
  const changes = [...changesOf(tensor, other)];
  const known = changes.filter(([index]) => moved.places?.has(index)).length;
  const isNear = DTYPES[tensor.dtype].bits > 8 || changes.every(([, by]) => by <= MORE * moved.by);
  return isNear && 2 * known >= changes.length && changes.length <= MORE * moved.places.size;
}
