import type { Mutation } from './mutation.js';
import { changeEpsilon } from './mutations/change-epsilon.js';
import { constantOutput } from './mutations/constant-output.js';
import { dropBranch } from './mutations/drop-branch.js';
import { flipReset } from './mutations/flip-reset.js';
import { padOtherSide } from './mutations/pad-other-side.js';
import { poolDivisor } from './mutations/pool-divisor.js';
import { resizeMode } from './mutations/resize-mode.js';
import { roundedWeights } from './mutations/round-weights.js';
import { scaleWeights } from './mutations/scale-weight.js';
import { swapChannels } from './mutations/swap-channels.js';
import { swapGelu } from './mutations/swap-gelu.js';
import { transposeWeight } from './mutations/transpose-weight.js';
import { zeroBias } from './mutations/zero-bias.js';
import { zeroChannel } from './mutations/zero-channel.js';

/** Every kind of mutation, the most severe first. */
export const MUTATIONS: readonly Mutation[] = [
  constantOutput,
  dropBranch,
  zeroChannel,
  swapChannels,
  transposeWeight,
  zeroBias,
  padOtherSide,
  resizeMode,
  poolDivisor,
  flipReset,
  ...scaleWeights.toReversed(),
  changeEpsilon,
  swapGelu,
  ...roundedWeights.toReversed(),
];
