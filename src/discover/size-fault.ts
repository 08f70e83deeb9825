import type { Dimension, Fault, Signature, ValueType } from '../types.js';

/** Set when a tensor of the signature has a size that no tensor can have: files hold any 64 bits, or any number as text. */
export function sizeFault(signature: Signature | null | undefined): Fault | null {
  for (const { name, type } of [...(signature?.inputs ?? []), ...(signature?.outputs ?? [])]) {
    const size = wrongSize(type);
    if (size === undefined) continue;
    return {
      what: 'the model states a size that no tensor has',
      why: `${name} has the size ${size}`,
      next: 'export it again, with the sizes of its inputs and outputs',
    };
  }
  return null;
}

function wrongSize(type: ValueType): number | undefined {
  switch (type.kind) {
    case 'tensor':
      return type.shape?.filter(isNumber).find((size) => !Number.isSafeInteger(size) || size < 0);
    case 'map':
      return wrongSize(type.value);
    default:
      return wrongSize(type.item);
  }
}

function isNumber(size: Dimension): size is number {
  return typeof size === 'number';
}
