import type { Variant } from './variant.js';
import { activationConstants } from './variants/activation-constants.js';
import { batchNormStatistics } from './variants/batch-norm-statistics.js';
import { castRounding } from './variants/cast-rounding.js';
import { cumulativeSum } from './variants/cumulative-sum.js';
import { depthToSpaceOrder } from './variants/depth-to-space-order.js';
import { droppedBias } from './variants/dropped-bias.js';
import { einsumOperand } from './variants/einsum-operand.js';
import { epsilon } from './variants/epsilon.js';
import { extremeOfTies } from './variants/extreme-of-ties.js';
import { flippedKernel } from './variants/flipped-kernel.js';
import { gateOrder } from './variants/gate-order.js';
import { gatherNegative } from './variants/gather-negative.js';
import { geluFormula } from './variants/gelu-formula.js';
import { gridSampleBounds } from './variants/grid-sample-bounds.js';
import { gridSampleCorners } from './variants/grid-sample-corners.js';
import { groupCount } from './variants/group-count.js';
import { gruReset } from './variants/gru-reset.js';
import { hardSwish } from './variants/hard-swish.js';
import { ifBranch } from './variants/if-branch.js';
import { ignoredAxes } from './variants/ignored-axes.js';
import { ignoredInput } from './variants/ignored-input.js';
import { integerDivision } from './variants/integer-division.js';
import { keptAxes } from './variants/kept-axes.js';
import { leftOut } from './variants/left-out.js';
import { logOfSoftmax } from './variants/log-of-softmax.js';
import { lrnAlpha } from './variants/lrn-alpha.js';
import { lrnBias } from './variants/lrn-bias.js';
import { lrnChannels } from './variants/lrn-channels.js';
import { modSign } from './variants/mod-sign.js';
import { negativePads } from './variants/negative-pads.js';
import { oneHotNegative } from './variants/one-hot-negative.js';
import { otherAttribute } from './variants/other-attribute.js';
import { otherAxis } from './variants/other-axis.js';
import { padMode } from './variants/pad-mode.js';
import { paddingSide } from './variants/padding-side.js';
import { permutedAxes } from './variants/permuted-axes.js';
import { poolCeiling } from './variants/pool-ceiling.js';
import { poolDivisor } from './variants/pool-divisor.js';
import { preluAxis } from './variants/prelu-axis.js';
import { resizeCoordinates } from './variants/resize-coordinates.js';
import { resizeCubic } from './variants/resize-cubic.js';
import { resizeCubicBorder } from './variants/resize-cubic-border.js';
import { resizeMode } from './variants/resize-mode.js';
import { resizeNearest } from './variants/resize-nearest.js';
import { roundHalf } from './variants/round-half.js';
import { roundedOperands } from './variants/rounded-operands.js';
import { roundedResult } from './variants/rounded-result.js';
import { saturatingProducts } from './variants/saturating-products.js';
import { scatterReduction } from './variants/scatter-reduction.js';
import { seluConstants } from './variants/selu-constants.js';
import { sequenceLengths } from './variants/sequence-lengths.js';
import { sliceBounds } from './variants/slice-bounds.js';
import { softmaxAxis } from './variants/softmax-axis.js';
import { softplusTail } from './variants/softplus-tail.js';
import { swappedOperands } from './variants/swapped-operands.js';
import { tieOrder } from './variants/tie-order.js';
import { transposedConvolution } from './variants/transposed-convolution.js';
import { transposedWeight } from './variants/transposed-weight.js';
import { varianceDivisor } from './variants/variance-divisor.js';

/** Every known misreading. */
export const VARIANTS: readonly Variant[] = [
  activationConstants,
  batchNormStatistics,
  castRounding,
  cumulativeSum,
  depthToSpaceOrder,
  droppedBias,
  einsumOperand,
  epsilon,
  extremeOfTies,
  flippedKernel,
  gateOrder,
  gatherNegative,
  geluFormula,
  gridSampleBounds,
  gridSampleCorners,
  groupCount,
  gruReset,
  hardSwish,
  ifBranch,
  ignoredAxes,
  ignoredInput,
  integerDivision,
  keptAxes,
  leftOut,
  logOfSoftmax,
  lrnAlpha,
  lrnBias,
  lrnChannels,
  modSign,
  negativePads,
  oneHotNegative,
  otherAttribute,
  otherAxis,
  padMode,
  paddingSide,
  permutedAxes,
  poolCeiling,
  poolDivisor,
  preluAxis,
  resizeCoordinates,
  resizeCubic,
  resizeCubicBorder,
  resizeMode,
  resizeNearest,
  roundHalf,
  roundedOperands,
  roundedResult,
  saturatingProducts,
  scatterReduction,
  seluConstants,
  sequenceLengths,
  sliceBounds,
  softmaxAxis,
  softplusTail,
  swappedOperands,
  tieOrder,
  transposedConvolution,
  transposedWeight,
  varianceDivisor,
];
