type Default = string | number;

/**
 * What operators of ONNX take where an attribute is not given, from the operator schemas of onnx 1.19. One value holds for
 * every operator that has the attribute; where operators differ, each is listed. Those that changed with the operator set
 * (the axis of Softmax) are left out: nothing is assumed of them.
 */
const DEFAULTS: Readonly<Record<string, Default | Readonly<Record<string, Default>>>> = {
  align_corners: 0,
  allowzero: 0,
  alpha: {
    Celu: 1,
    Elu: 1,
    Gemm: 1,
    HardSigmoid: 0.2,
    LRN: 1e-4,
    LeakyRelu: 0.01,
    Swish: 1,
    ThresholdedRelu: 1,
  },
  antialias: 0,
  auto_pad: 'NOTSET',
  axis: {
    ArgMax: 0,
    ArgMin: 0,
    Compress: 0,
    DequantizeLinear: 1,
    Flatten: 1,
    Gather: 0,
    GatherElements: 0,
    LayerNormalization: -1,
    LpNormalization: -1,
    OneHot: -1,
    QuantizeLinear: 1,
    RMSNormalization: -1,
    ScatterElements: 0,
    Split: 0,
    TopK: -1,
  },
  batch_dims: 0,
  beta: { Gemm: 1, HardSigmoid: 0.5, LRN: 0.75 },
  bias: { LRN: 1, Shrink: 0 },
  ceil_mode: 0,
  center_point_box: 0,
  // Of a formula that is one node here.
  constants: { Gelu: 'as usual' },
  coordinate_transformation_mode: 'half_pixel',
  count_include_pad: 0,
  cubic_coeff_a: -0.75,
  direction: 'forward',
  epsilon: 1e-5,
  exclude_outside: 0,
  exclusive: 0,
  extrapolation_value: 0,
  fmod: 0,
  group: 1,
  is_causal: 0,
  keep_aspect_ratio_policy: 'stretch',
  keepdims: 1,
  largest: 1,
  layout: 0,
  linear_before_reset: 0,
  mode: { DepthToSpace: 'DCR', Pad: 'constant', Resize: 'nearest', RoiAlign: 'avg', Upsample: 'nearest' },
  momentum: 0.9,
  nearest_mode: 'round_prefer_floor',
  noop_with_empty_axes: 0,
  onesided: { DFT: 0, STFT: 1 },
  padding_mode: 'zeros',
  reduction: { NegativeLogLikelihoodLoss: 'mean', ScatterElements: 'none', ScatterND: 'none' },
  reverse: 0,
  sampling_ratio: 0,
  saturate: 1,
  select_last_index: 0,
  softcap: 0,
  sorted: 1,
  spatial_scale: 1,
  stash_type: 1,
  storage_order: 0,
  training_mode: 0,
  transA: 0,
  transB: 0,
  upper: 1,
};

/** Lists that repeat one number as often as there are axes, where they are not given. */
const REPEATED: Readonly<Record<string, number>> = { dilations: 1, output_padding: 0, pads: 0, strides: 1 };

/** @returns undefined when it is not known */
export function defaultOf(op: string, attribute: string): Default | undefined {
  const found = DEFAULTS[attribute];
  return typeof found === 'object' ? found[op] : found;
}

/** Whether a list is what holds where it is not given. */
export function isDefaultList(attribute: string, values: readonly number[]): boolean {
  const usual = REPEATED[attribute];
  return usual !== undefined && values.every((value) => value === usual);
}
