/** What the parts of a search for an operator read, as plain values. */
import type { KnownValue } from '../../src/locate/reference-values.js';
import { bytesOf } from '../../src/tensor/elements.js';
import { type PackedTensor, tensor } from '../../src/tensor/tensor.js';

export const NOISE = { sigma: 1e-8, unit: 2 ** -24 };

export const floats = (...values: number[]): PackedTensor =>
  tensor('float32', [values.length], bytesOf(Float32Array.from(values))) as PackedTensor;
export const integers = (...values: number[]): PackedTensor =>
  tensor('int64', [values.length], bytesOf(BigInt64Array.from(values.map(BigInt)))) as PackedTensor;

export const known = (value: PackedTensor, more: Partial<KnownValue> = {}): KnownValue => ({
  tensor: value,
  noise: NOISE,
  moved: null,
  ...more,
});

/** A reference that knows these values. */
export function referenceOf(values: Readonly<Record<string, KnownValue>>) {
  const asked: string[] = [];
  return {
    asked,
    async know(names: readonly string[]) {
      asked.push(...names);
      return null;
    },
    async read(names: readonly string[]) {
      return new Map(Object.entries(values).filter(([name]) => names.includes(name)));
    },
  };
}
