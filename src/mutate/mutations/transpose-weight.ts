import { DTYPES } from '../../tensor/dtype.js';
import { replaceTensor } from '../edit-node.js';
import { findWeights } from '../find-weights.js';
import type { Mutation } from '../mutation.js';
import { packedOf, withBytes } from '../tensor-numbers.js';

/** A square weight that a converter transposed once too often: no shape gives it away. */
export const transposeWeight: Mutation = {
  id: 'transpose-weight',
  title: 'a square weight transposed',
  sites: ({ nodes }) =>
    findWeights(nodes).flatMap(({ tensor, where }) => {
      const [rows, columns, ...more] = (tensor.dims ?? []).map(Number);
      if (rows === undefined || rows !== columns || more.length > 0) return [];
      return [
        {
          where,
          edit() {
            const packed = packedOf(tensor);
            if (packed === null) return null;
            const bytes = transposed(packed.bytes, rows, DTYPES[packed.dtype].bits / 8);
            return bytes.equals(packed.bytes) ? null : replaceTensor(tensor, withBytes(tensor, bytes));
          },
        },
      ];
    }),
};

function transposed(bytes: Uint8Array, rows: number, size: number): Buffer {
  const out = Buffer.alloc(bytes.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < rows; column++) {
      const from = (row * rows + column) * size;
      out.set(bytes.subarray(from, from + size), (column * rows + row) * size);
    }
  return out;
}
