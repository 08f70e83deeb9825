import { swappedChannels } from '../channels.js';
import { replaceTensor } from '../edit-node.js';
import { findWeights } from '../find-weights.js';
import type { Mutation } from '../mutation.js';
import { packedOf, withBytes } from '../tensor-numbers.js';

/** A permutation that a layout conversion applied to the wrong axis, or gates in another order. */
export const swapChannels: Mutation = {
  id: 'swap-channels',
  title: 'two output channels swapped',
  sites: ({ nodes }) =>
    findWeights(nodes).map(({ tensor, channelAxis, where }) => ({
      where,
      edit() {
        const packed = packedOf(tensor);
        const bytes = packed === null ? null : swappedChannels(packed, channelAxis);
        return bytes === null ? null : replaceTensor(tensor, withBytes(tensor, bytes));
      },
    })),
};
