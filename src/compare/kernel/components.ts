import { DTYPES, type PackedDType } from '../../tensor/dtype.js';

/** Components that the comparison sees: elements, or twice as many for complex numbers. */
export function componentsPerElement(dtype: PackedDType): 1 | 2 {
  return DTYPES[dtype].kind === 'complex' ? 2 : 1;
}
