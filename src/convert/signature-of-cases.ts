import type { Value } from '../tensor/tensor.js';
import type { Dimension, Port, Signature, ValueType } from '../types.js';
import { readValues } from '../values/value-folder.js';

/**
 * The inputs of a model whose format does not record them, taken from its cases: sizes that differ between cases are unknown.
 * @param folders inputs of the cases, of which there is at least one; no outputs are known
 */
export async function signatureOfCases(folders: readonly string[]): Promise<Signature> {
  const inputs = new Map<string, ValueType | null>();
  for (const folder of folders)
    for (const [name, value] of Object.entries(await readValues(folder))) {
      const type = typeOf(value);
      const before = inputs.get(name);
      inputs.set(name, before === undefined ? type : joined(before, type));
    }
  const ports = [...inputs].flatMap(([name, type]): Port[] => (type === null ? [] : [{ name, type }]));
  return { inputs: ports, outputs: [] };
}

/** Null for anything but a tensor: no converter accepts it. */
function typeOf(value: Value): ValueType | null {
  return value.kind === 'tensor' ? { kind: 'tensor', dtype: value.dtype, shape: value.shape } : null;
}

function joined(a: ValueType | null, b: ValueType | null): ValueType | null {
  if (a?.kind !== 'tensor' || b?.kind !== 'tensor' || a.dtype !== b.dtype) return null;
  const same = a.shape !== null && b.shape !== null && a.shape.length === b.shape.length;
  if (!same || a.shape === null) return { ...a, shape: null };
  const shape = a.shape.map((size, axis): Dimension => (size === b.shape?.[axis] ? size : null));
  return { ...a, shape };
}
