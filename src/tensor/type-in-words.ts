import type { ValueType } from '../types.js';
import { describeType } from './tensor.js';

/** `float32[1, N]`, `sequence(map(int64, float32[]))`, `optional(…)`; `float32[…]` when the rank is unknown. */
export function typeInWords(type: ValueType): string {
  switch (type.kind) {
    case 'tensor':
      return type.shape === null ? `${type.dtype}[…]` : describeType(type.dtype, type.shape);
    case 'sequence':
      return `sequence(${typeInWords(type.item)})`;
    case 'map':
      return `map(${type.key}, ${typeInWords(type.value)})`;
    case 'optional':
      return `optional(${typeInWords(type.item)})`;
  }
}
