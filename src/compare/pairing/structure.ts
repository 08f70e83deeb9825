/** The structure of values, which must agree exactly before any number is compared. */
import { assertNever } from '../../errors.js';
import { DTYPES } from '../../tensor/dtype.js';
import { describeType, type PackedTensor, type Tensor, type Value, type Values } from '../../tensor/tensor.js';
import { sortMap } from './sort-map.js';

/** One leaf of two values: tensors of one type, or the reason why there is nothing to compare. */
export type LeafPair =
  | { readonly kind: 'tensors'; readonly name: string; readonly reference: Tensor; readonly candidate: Tensor }
  /** Both are empty sequences, or both are absent. */
  | { readonly kind: 'nothing'; readonly name: string; readonly type: string }
  | { readonly kind: 'mismatch'; readonly name: string; readonly reference: Value; readonly reason: string };

/** The type of a value in words, with the lengths that decide whether two values can be compared. */
export function describeValue(value: Value): string {
  switch (value.kind) {
    case 'tensor':
      return describeType(value.dtype, value.shape);
    case 'sequence':
      return `sequence of ${value.items.length}${value.items[0] === undefined ? '' : ` (${describeValue(value.items[0])}, …)`}`;
    case 'map':
      return `map of ${describeValue(value.keys)} to ${describeValue(value.values)}`;
    case 'absent':
      return 'absent';
    default:
      return assertNever(value);
  }
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((size, i) => size === b[i]);
}

/**
 * Walks two values together, down to leaves named `out`, `out[0]`, `out[0].keys`, `out[0].values`. Shapes are never broadcast, dtypes never converted; map entries
 * have no order and are compared sorted by key.
 */
export function pairLeaves(name: string, reference: Value, candidate: Value): readonly LeafPair[] {
  const mismatch = (what: string): readonly LeafPair[] => [
    {
      kind: 'mismatch',
      name,
      reference,
      reason: `different ${what}: the reference is ${describeValue(reference)}, this is ${describeValue(candidate)}`,
    },
  ];
  switch (reference.kind) {
    case 'tensor':
      if (candidate.kind !== 'tensor') return mismatch('kind of value');
      if (reference.dtype !== candidate.dtype) return mismatch('element type');
      if (!sameShape(reference.shape, candidate.shape)) return mismatch('shape');
      return [{ kind: 'tensors', name, reference, candidate }];
    case 'sequence':
      if (candidate.kind !== 'sequence') return mismatch('kind of value');
      if (reference.items.length !== candidate.items.length) return mismatch('number of items');
      if (reference.items.length === 0) return [{ kind: 'nothing', name, type: 'empty sequence' }];
      return reference.items.flatMap((item, i) => pairLeaves(`${name}[${i}]`, item, candidate.items[i] ?? ABSENT));
    case 'map': {
      if (candidate.kind !== 'map') return mismatch('kind of value');
      const [r, c] = [sortMap(reference), sortMap(candidate)];
      return [...pairLeaves(`${name}.keys`, r.keys, c.keys), ...pairLeaves(`${name}.values`, r.values, c.values)];
    }
    case 'absent':
      if (candidate.kind !== 'absent') return mismatch('kind of value');
      return [{ kind: 'nothing', name, type: 'absent' }];
    default:
      return assertNever(reference);
  }
}

const ABSENT: Value = { kind: 'absent' };

/** A float leaf of two values. */
export interface FloatLeaf {
  readonly name: string;
  readonly reference: PackedTensor;
  readonly candidate: PackedTensor;
}

/** The leaves of both that are float tensors of one type and shape. */
export function floatLeaves(reference: Values, candidate: Values): FloatLeaf[] {
  return Object.entries(reference).flatMap(([output, value]) => {
    const other = Object.hasOwn(candidate, output) ? candidate[output] : undefined;
    return (other === undefined ? [] : pairLeaves(output, value, other)).flatMap((pair) => {
      if (pair.kind !== 'tensors') return [];
      const { name, reference: own, candidate: moved } = pair;
      if (own.dtype === 'string' || moved.dtype === 'string') return [];
      const { kind } = DTYPES[own.dtype];
      return kind === 'float' || kind === 'complex' ? [{ name, reference: own, candidate: moved }] : [];
    });
  });
}
