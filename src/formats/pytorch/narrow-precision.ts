import type { NarrowPrecision } from '../../types.js';

/** Of the enum ScalarType of torch/_export/serde/schema.py. */
const HALF = 6;
const BFLOAT16 = 13;

/**
 * The narrowest float type of the tensors in the description of an exported program; null where it is float32 or wider. What
 * runs under autocast is a graph inside an argument, so every level is looked at.
 */
export function narrowPrecisionOf(description: unknown): NarrowPrecision | null {
  const types = new Set<unknown>();
  const pending = [description];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, inner] of Object.entries(value)) {
      if (key === 'tensor_values' && typeof inner === 'object' && inner !== null)
        for (const one of Object.values(inner)) types.add((one as { readonly dtype?: unknown } | null)?.dtype);
      else if (typeof inner === 'object') pending.push(inner);
    }
  }
  return types.has(BFLOAT16) ? 'bf16' : types.has(HALF) ? 'f16' : null;
}
