import { isJitterDType } from '../../onnx/jitter.js';
import { withoutChannel } from '../channels.js';
import { replaceTensor } from '../edit-node.js';
import { findWeights } from '../find-weights.js';
import type { Mutation } from '../mutation.js';
import { packedOf, withBytes } from '../tensor-numbers.js';

/** One output channel of a layer that contributes nothing any more. */
export const zeroChannel: Mutation = {
  id: 'zero-channel',
  title: 'one output channel zeroed',
  sites: ({ nodes }) =>
    findWeights(nodes).map(({ tensor, channelAxis, where }) => ({
      where,
      edit() {
        const packed = packedOf(tensor);
        // The zero of quantised weights is their zero point, not the byte 0.
        if (packed === null || !isJitterDType(packed.dtype)) return null;
        const bytes = withoutChannel(packed, channelAxis);
        return bytes === null ? null : replaceTensor(tensor, withBytes(tensor, bytes));
      },
    })),
};
